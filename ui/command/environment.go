package command

// environment is what the program reads from its environment; the manual and the README list it.
var environment = []struct{ name, what string }{
	{"CARTWIRE_BOOK", "the book's file, where --book names none"},
	{"CARTWIRE_PASSPHRASE_FILE", "a file that holds the passphrase of the book's key, where nobody sits at a terminal"},
	{"CARTWIRE_NEW_PASSPHRASE_FILE", "the same for the new key that rekey makes"},
	{"CREDENTIALS_DIRECTORY", "the folder in which systemd gives the key (cartwire.key)"},
	{"ACCESSIBLE", "not empty: plain questions and lines in a terminal, as --accessible"},
	{"CARTWIRE_ACCESSIBLE", "the same, also without a terminal"},
	{"NO_COLOR", "not empty: no colours, as --no-color"},
	{"TERM", "dumb: plain questions and lines"},
	{"LC_ALL, LC_CTYPE, LANG", "without UTF-8 in the first that is set, screens draw with ASCII"},
	{"TZ", "the time zone of times, where the settings ask for local ones"},
	{"SSH_CONNECTION, SSH_TTY", "set over SSH: the guide then asks to paste what lies on the other computer"},
	{"XDG_DATA_HOME", "Linux: the folder above the data folder"},
	{"XDG_RUNTIME_DIR", "Linux: where the socket for windows onto a book in use lies"},
	{"DBUS_SESSION_BUS_ADDRESS", "Linux: where the keyring is found"},
	{"HTTPS_PROXY, HTTP_PROXY, NO_PROXY", "the proxy to the store's API"},
}

// exitCodes are what scripts get; the manual and the README list them.
var exitCodes = []struct {
	code int
	what string
}{
	{exitDone, "done"},
	{exitFailed, "failed"},
	{exitUsage, "the command line is wrong"},
	{exitCredentials, "the credentials were refused"},
	{exitPermission, "a permission is missing"},
	{exitInUse, "the book is in use"},
	{exitPart, "done in part; what failed is named"},
	{exitServeUsage, "`serve`: the command line is wrong, so starting it again doesn't help"},
	{exitInterrupted, "interrupted"},
}
