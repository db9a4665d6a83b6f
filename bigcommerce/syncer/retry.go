package syncer

import "cartwire/store"

// Retry tells how to run only what failed in a record; ok is false where nothing did, or a plain run is what does it.
func Retry(job store.Job) (option Option, o StartOptions, ok bool) {
	return Option(job.Option), StartOptions{}, false
}
