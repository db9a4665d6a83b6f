package syncer

import "sync"

// elbowRoom is memory that is never touched, and so takes none: the collector counts it as used, and runs half as often while
// a long backfill reads. One is enough for all jobs of a process. It is kept, as what is let go of and taken again is
// cleared, which touches it.
var elbowRoom = sync.OnceValue(func() []byte { return make([]byte, 24<<20) })
