//go:build !unix

package command_test

const fileSizeLimit = "CARTWIRE_TEST_FILE_SIZE"

func limitFileSize(string) {}
