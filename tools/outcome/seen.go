package outcome

import (
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// SeenChanged says whether a change was made, by what its target shows. missing names the
// fields that do not show what was asked for, and of is how many there were to change. A
// target that shows some of them proves nothing: those may have been its values before.
func SeenChanged(target string, missing []string, of int) tools.Seen {
	switch {
	case len(missing) == 0:
		return tools.Seen{Verdict: tools.Done, Found: "The " + target + " shows what was asked for."}
	case len(missing) >= of:
		return tools.Seen{Verdict: tools.NotDone, Found: "The " + target + " shows nothing of what was asked for."}
	default:
		return tools.Seen{
			Verdict: tools.Unknown, Found: "The " + target + " shows a part of what was asked for, but not: " + strings.Join(missing, ", ") + ".",
		}
	}
}

// SeenGone says whether something was deleted, by the error of reading it. Another error
// than that it is not there settles nothing and is given back.
func SeenGone(target string, err error) (tools.Seen, error) {
	switch {
	case concur.IsNotFound(err):
		return tools.Seen{Verdict: tools.Done, Found: "The " + target + " is not there."}, nil
	case err != nil:
		return tools.Seen{Verdict: tools.Unknown}, err
	default:
		return tools.Seen{Verdict: tools.NotDone, Found: "The " + target + " is still there."}, nil
	}
}
