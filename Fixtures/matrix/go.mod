module example.org/panicmatrix

go 1.21

require (
	github.com/robfig/cron/v3 v3.0.0
	golang.org/x/sync v0.0.0
)

// Stand-ins written for these fixtures: they start goroutines the way the real modules do, under
// the names by which a binary knows them.
replace (
	github.com/robfig/cron/v3 => ./standins/cron
	golang.org/x/sync => ./standins/sync
)
