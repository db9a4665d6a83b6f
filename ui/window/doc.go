// Package window lets one program be used from another process of the same user: a local socket beside the book carries
// a command line, its standard streams, the terminal's size and the interrupts to the process that holds the book, and
// what that says, and its exit code, back. It knows nothing of what is run.
//
// Both ends are the same version of this program. A frame is a byte that says what it is, four bytes of length (the
// highest first), and as much as that. The caller sends one hello; the holder answers with a welcome or a refusal; then
// streams flow until the exit frame. Standard input is read only when the holder asks for it, so that nothing is
// taken from a script's input that the command would not have read itself.
package window
