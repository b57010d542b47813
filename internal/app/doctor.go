package app

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/doctor"
)

type doctorCommand struct {
	Settings config.Config  `embed:""`
	Serving  config.Serving `embed:""`
	Serve    bool           `help:"Look at what serve needs, and at the connections of its callers."`
	JSON     bool           `help:"Print what was found as JSON."`
}

// Help shows how it is used.
func (doctorCommand) Help() string {
	return `Looks at the settings, the OAuth application, the way to Concur, the clock, the store, the connections and the listeners, and
says for each what is wrong and how it is mended. Then it says which tools will work, what the others lack, and what each missing
scope would unlock. It changes nothing in Concur. The exit status is 1 if something is wrong.

Examples:
  concur-mcp doctor
  concur-mcp doctor --serve --store sqlite:/var/lib/concur-mcp/connections.db
  concur-mcp doctor --demo --json`
}

// Run looks at everything and prints what was found.
func (d *doctorCommand) Run(ctx context.Context, streams Streams) error {
	visit := &visit{command: d, streams: streams}
	report, err := visit.examine(ctx)
	if err != nil {
		return err
	}
	if d.JSON {
		report.Scopes, report.Tools = orNone(report.Scopes), orNone(report.Tools)
		encoded, err := json.Marshal(report)
		if err != nil {
			return err
		}
		if err := printJSON(streams.Out, encoded); err != nil {
			return err
		}
	} else {
		printReport(report, streams.Out)
	}
	if report.Wrong() {
		return errReported
	}
	return nil
}

func printReport(report doctor.Report, out io.Writer) {
	for _, finding := range report.Findings {
		say(out, "%-8s %s: %s", finding.Verdict, finding.Check, finding.Found)
		if finding.Mend != "" {
			say(out, "         -> %s", finding.Mend)
		}
	}
	for i, missing := range report.Scopes {
		if i == 0 {
			say(out, "\nMissing scopes. A Concur administrator adds them to the OAuth application; then sign in again.")
		}
		say(out, "  %s connection: %s", missing.Connection, strings.Join(missing.AnyOf, " or "))
		if len(missing.Unlocks) > 0 {
			say(out, "      unlocks %s", wrapped(missing.Unlocks))
		}
		if len(missing.Completes) > 0 {
			say(out, "      completes %s", wrapped(missing.Completes))
		}
	}
	printTools(report.Tools, out)
}

// printTools says which tools will work, and groups the others by what they lack.
func printTools(tools []doctor.Tool, out io.Writer) {
	type lack struct{ why, mend string }
	var lacks []lack
	names := map[lack][]string{}
	for _, tool := range tools {
		if tool.Works {
			continue
		}
		of := lack{tool.Why, tool.Mend}
		if names[of] == nil {
			lacks = append(lacks, of)
		}
		names[of] = append(names[of], tool.Name)
	}
	if len(tools) == 0 {
		say(out, "\nWhich tools will work can be said once that is mended.")
		return
	}
	working := len(tools)
	for _, of := range lacks {
		working -= len(names[of])
	}
	say(out, "\n%d of %d tools will work, as far as roles in Concur allow.", working, len(tools))
	for _, of := range lacks {
		say(out, "\n  %s\n  -> %s\n        %s", of.why, of.mend, wrapped(names[of]))
	}
}
