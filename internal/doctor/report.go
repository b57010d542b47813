// Package doctor looks at a set-up and says what is wrong with it, how that is
// mended, and which tools will work.
//
// It changes nothing: what it asks Concur for are a token and a public page.
package doctor

import "slices"

// Verdict is how a check ended.
type Verdict string

// The verdicts. Only Wrong keeps something from working.
const (
	Fine    Verdict = "ok"
	Note    Verdict = "note"
	Warning Verdict = "warning"
	Wrong   Verdict = "wrong"
)

// Finding is what a check found, in sentences.
type Finding struct {
	// Check is what was looked at, such as "store".
	Check   string  `json:"check"`
	Verdict Verdict `json:"verdict"`
	Found   string  `json:"found"`
	// Mend says what to do about it; empty where there is nothing to do.
	Mend string `json:"mend,omitempty"`
}

// Report is all that was found.
type Report struct {
	Findings []Finding `json:"findings"`
	Tools    []Tool    `json:"tools"`
	// Scopes are those that the connections lack for the tools on offer.
	Scopes []MissingScope `json:"missing_scopes"`
}

// Wrong reports whether anything is.
func (r Report) Wrong() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Verdict == Wrong })
}

func fine(check, found string) Finding { return Finding{Check: check, Verdict: Fine, Found: found} }

func note(check, found, mend string) Finding {
	return Finding{Check: check, Verdict: Note, Found: found, Mend: mend}
}

func warning(check, found, mend string) Finding {
	return Finding{Check: check, Verdict: Warning, Found: found, Mend: mend}
}

func wrong(check, found, mend string) Finding {
	return Finding{Check: check, Verdict: Wrong, Found: found, Mend: mend}
}
