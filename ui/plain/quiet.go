package plain

// Quiet stops a terminal of this process from showing what is typed, until the function it returns is called.
func Quiet(fd uintptr) (restore func(), err error) { return silence(fd) }
