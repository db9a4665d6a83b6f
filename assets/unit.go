package assets

import _ "embed" // the file below

// Unit is the systemd unit that runs `cartwire serve` (systemd.service(5), systemd.exec(5)).
//
//go:embed systemd/cartwire.service
var Unit string
