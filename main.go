// Cartwire connects a BigCommerce store to an order book, from a terminal.
package main

import (
	"os"

	"cartwire/ui/command"
)

func main() {
	os.Exit(command.Main(os.Args[1:], os.Getenv, command.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
