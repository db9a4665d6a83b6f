// Package files is how a person names a file of the computer that the program runs on: a menu of what lies in its folders,
// a question for a name, and the writing of a new file.
package files
