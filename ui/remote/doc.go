// Package remote is the SSH front door: it lets people and scripts in by their public keys, and hands each of them to
// whoever runs the program. What a visitor gets to is that program and its commands, nothing else of the computer: there
// is no shell, no file transfer, and neither ports nor agents are forwarded.
package remote
