// Package rangefunc holds the cases of loops over functions, which the language has since Go 1.23.
package rangefunc
