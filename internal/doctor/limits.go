package doctor

import (
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/limits"
)

// Limits says which rules for agents are in force; file is where they stand.
func Limits(rules limits.Rules, file string) []Finding {
	const check = "limits"
	words := rules.Words()
	if len(words) == 0 {
		return []Finding{note(check, "No rules limit what an agent may write.",
			"docs/limits.md says which there can be; they stand in the file of --config.")}
	}
	findings := []Finding{fine(check, fmt.Sprintf("The rules for agents are those of %s:", file))}
	for _, sentence := range words {
		findings = append(findings, fine(check, sentence))
	}
	return findings
}

// UnknownTools says that rules name tools that there are not.
func UnknownTools(err error) Finding {
	return wrong("limits", err.Error(), "Correct the names in the settings file; concur-mcp tools --profile all lists them.")
}
