package command

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/sandbox"
	"cartwire/ui/kit"
)

type sandboxFlags struct {
	addr, quota, faults, scopes, credentialsOut, legacyOut string

	cfg sandbox.Config
}

func (c *cli) sandbox() *cobra.Command {
	var f sandboxFlags
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Run a practice store on this machine",
		Long: "Runs a store that speaks BigCommerce's API on this machine until it is interrupted. It writes a credentials\n" +
			"file as BigCommerce does, which `cartwire connect` reads.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.runSandbox(cmd.Context(), &f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:0", "where to listen; a loopback address")
	flags.IntVar(&f.cfg.Orders, "orders", 1000, "how many orders the store has")
	flags.IntVar(&f.cfg.Customers, "customers", 400, "how many customers")
	flags.IntVar(&f.cfg.Products, "products", 200, "how many products")
	flags.StringVar(&f.quota, "quota", "150/30s", "requests in a window, as `N/TIME`; none for no limit")
	flags.DurationVar(&f.cfg.Latency, "latency", 0, "how long each answer takes")
	flags.StringVar(&f.faults, "faults", "", "misbehave, such as `429=0.05,500=0.02,reset=0.01,truncate=0.01,slow=0.05`")
	flags.Uint64Var(&f.cfg.Seed, "seed", 1, "the same number makes the same store")
	flags.StringVar(&f.scopes, "scopes", "", "the token's permissions by OAuth name, with commas (default: all)")
	flags.IntVar(&f.cfg.Locations, "locations", 1, "how many locations of its own the store has")
	flags.BoolVar(&f.cfg.Legacy, "legacy", false, "the store has a legacy account, too")
	flags.StringVar(&f.legacyOut, "api-token-out", "", "write the legacy account's API token to this `FILE`")
	flags.StringVar(&f.credentialsOut, "credentials-out", "", "write the credentials to this `FILE`")
	return cmd
}

func (c *cli) runSandbox(ctx context.Context, f *sandboxFlags) error {
	if err := f.parse(); err != nil {
		return err
	}
	sb := sandbox.New(f.cfg)
	if err := sb.Start(f.addr); err != nil {
		return err
	}
	defer sb.Close()
	if f.credentialsOut != "" {
		if err := os.WriteFile(f.credentialsOut, sb.CredentialsFile(), 0o600); err != nil {
			return err
		}
	}
	if f.legacyOut != "" {
		if err := os.WriteFile(f.legacyOut, []byte(sb.LegacyToken()+"\n"), 0o600); err != nil {
			return err
		}
	}
	if c.json {
		row := map[string]any{"url": sb.URL(), "api_path": sb.APIPath(), "host": sb.Host()}
		if f.cfg.Legacy {
			row["api_url"], row["username"] = sb.APIURL(), sb.Username()
		}
		if err := c.object(row); err != nil {
			return err
		}
	} else {
		c.say("A practice store with %s listens on %s", kit.Of(f.cfg.Orders, "order"), sb.URL())
		if f.credentialsOut == "" {
			c.say("Its credentials, as BigCommerce writes them:\n\n%s", sb.CredentialsFile())
		} else {
			c.say("Its credentials are in %s", f.credentialsOut)
			c.say("Connect it: cartwire connect Practice --credentials %s --allow-insecure-host %s --import-orders", f.credentialsOut, sb.Host())
		}
		if f.cfg.Legacy {
			c.sayLegacy(sb, f.legacyOut)
		}
		c.note("Stop it with ctrl+c.")
	}
	<-ctx.Done()
	return nil
}

// sayLegacy tells the legacy account.
func (c *cli) sayLegacy(sb *sandbox.Sandbox, file string) {
	if file == "" {
		c.say("Its legacy account:\n\nAPI URL: %s\nUsername: %s\nAPI Token: %s\n", sb.APIURL(), sb.Username(), sb.LegacyToken())
		return
	}
	c.say("Connect its legacy account: cartwire connect Legacy --legacy --api-url %s --username %s --api-token-file %s --allow-insecure-host %s --import-orders",
		sb.APIURL(), sb.Username(), file, sb.Host())
}

func (f *sandboxFlags) parse() (err error) {
	if f.cfg.Faults, err = sandbox.ParseFaults(f.faults); err != nil {
		return usagef("--faults: %s", err)
	}
	if f.scopes != "" {
		f.cfg.Scopes = strings.Split(f.scopes, ",")
	}
	if f.cfg.Orders < 0 || f.cfg.Customers < 0 || f.cfg.Products < 0 {
		return usagef("A store can't have fewer than no orders, customers or products.")
	}
	if f.cfg.Locations < 1 {
		return usagef("A store has at least one location.")
	}
	if f.legacyOut != "" && !f.cfg.Legacy {
		return usagef("--api-token-out needs --legacy: only a legacy account has an API token.")
	}
	f.cfg.Quota, err = parseQuota(f.quota)
	return err
}

// parseQuota reads N/TIME; none is no limit.
func parseQuota(s string) (sandbox.Limit, error) {
	if s == "none" || s == "" {
		return sandbox.Limit{}, nil
	}
	count, window, _ := strings.Cut(s, "/")
	n, err := strconv.Atoi(count)
	d, err2 := time.ParseDuration(window)
	if err != nil || err2 != nil || n <= 0 || d <= 0 {
		return sandbox.Limit{}, usagef("%s", fmt.Sprintf("--quota %q is not a quota. Write it as 150/30s, or none.", s))
	}
	return sandbox.Limit{Requests: n, Window: d}, nil
}
