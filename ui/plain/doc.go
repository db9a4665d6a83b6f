// Package plain is Cartwire without a screen, for people who listen to it, for terminals that can't move their cursor,
// and for pipes: lines are only ever appended, choices are numbered, nothing is drawn, coloured or taken back, and
// secrets are read without echo. It drives the same machines of ui/setup as the screens.
package plain
