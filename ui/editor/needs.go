package editor

import (
	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/setup"
)

// needs lists the permissions that the form's options need, in the order of the test.
func needs(f setup.Form) []bigcommerce.Permission {
	var out []bigcommerce.Permission
	for _, n := range syncer.Needs(f.Draft(store.Connection{}).Connection.Options) {
		out = append(out, n.Permission)
	}
	return out
}
