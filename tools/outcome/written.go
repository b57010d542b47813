package outcome

import "strings"

// Written is the part that the results of all writes share.
type Written struct {
	// Verified is true when the target was read afterwards and shows what was asked
	// for, as far as it can be read.
	Verified bool `json:"verified"`
	// Note says what differs from what was asked for, or why nothing could be read.
	Note string `json:"note,omitempty"`
}

// WasVerified reports whether the target was read afterwards and shows what was asked for.
func (w Written) WasVerified() bool { return w.Verified }

// Noted puts what a look found before what else there is to say of a write.
func (w *Written) Noted(found string) { w.Note = strings.TrimSpace(found + " " + w.Note) }

// Shown says how far a report or an expense that was read after a write shows what
// was asked for. missing names the arguments that it does not show.
func Shown(target string, missing []string) Written {
	if len(missing) == 0 {
		return Written{Verified: true}
	}
	return Written{
		Note: "Concur accepted the request, but the " + target + " does not show what was asked for in: " + strings.Join(missing, ", ") + ".",
	}
}
