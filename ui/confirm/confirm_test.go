package confirm

import (
	"testing"

	"cartwire/bigcommerce/syncer"
)

func TestTypedNumber(t *testing.T) {
	for typed, right := range map[string]bool{
		"1204": true, "1,204": true, "1.204": true, "1'204": true, " 1 204 ": true,
		"": false, "1205": false, "-1204": false, "yes": false, "12O4": false, "01204": false,
	} {
		if got := Wrong(typed, 1204); (got == "") != right {
			t.Errorf("%q: %q", typed, got)
		}
	}
	few := &syncer.Plan{}
	if Typed(few, many-1) || !Typed(few, many) || !Typed(&syncer.Plan{Guard: "It would leave 2 of 3 items without stock."}, 2) {
		t.Error("asked for where it isn't needed, or not where it is")
	}
}
