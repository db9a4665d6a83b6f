package command

import (
	"github.com/spf13/cobra"

	"cartwire/assets"
)

// unit prints the systemd unit, so that whoever has the program has it, too.
func (c *cli) unit() *cobra.Command {
	return &cobra.Command{
		Use:   "unit",
		Short: "Print the systemd unit that runs `cartwire serve`",
		Long: "Prints a systemd unit, hardened, with the key as a credential:\n" +
			"  cartwire unit | sudo tee /etc/systemd/system/cartwire.service",
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := c.out.Write([]byte(assets.Unit))
			return err
		},
	}
}
