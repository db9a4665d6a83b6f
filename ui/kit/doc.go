// Package kit holds the parts that screens are made of: list, form, tabs, dialog, help, toast, gauge. Parts are plain
// structs; they know no screen, no book and no engine. They draw lines of at most the width they are given, and every
// text they are handed has been cleaned (package text) before.
package kit
