package command

import (
	"runtime"

	"github.com/spf13/cobra"

	"cartwire/ui/report"
)

func (c *cli) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			v := struct {
				Version string `json:"version"`
				Go      string `json:"go"`
			}{report.Version(), runtime.Version()}
			if c.json {
				return c.object(v)
			}
			c.say("cartwire %s (%s)", v.Version, v.Go)
			return nil
		},
	}
}
