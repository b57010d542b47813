package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
)

type callCommand struct {
	Settings  config.Config `embed:""`
	Tool      string        `arg:"" help:"Name of the tool; \"concur-mcp tools\" lists them."`
	Yes       bool          `help:"Agree beforehand to what a person is asked about."`
	Arguments string        `arg:"" optional:"" default:"{}" help:"Arguments as a JSON object, or - to read them from stdin."`
}

// Help shows how it is used.
func (callCommand) Help() string {
	return `Prints the structured result. The exit status is 1 if the tool reports an error, or if it did nothing because a person has to
agree first: on a terminal you are asked, elsewhere the question is printed with a confirm_token for a second call, and
--yes agrees beforehand.

Examples:
  concur-mcp call --demo list_reports
  concur-mcp call --demo list_reports '{"limit": 3}'
  concur-mcp call --demo submit_report '{"report_id": "…"}' --yes
  echo '{"limit": 3}' | concur-mcp call --demo list_reports -`
}

// Run calls the tool through the server, as a client would.
func (c *callCommand) Run(ctx context.Context, streams Streams) error {
	arguments, err := c.arguments(streams.In)
	if err != nil {
		return err
	}
	p, err := assemble(ctx, &c.Settings, streams.Err)
	if err != nil {
		return err
	}
	err = c.call(ctx, p, arguments, streams)
	p.sweep(ctx, streams)
	return errors.Join(err, p.close(ctx))
}

func (c *callCommand) arguments(in io.Reader) (json.RawMessage, error) {
	text := []byte(c.Arguments)
	if c.Arguments == "-" {
		read, err := io.ReadAll(in)
		if err != nil {
			return nil, fmt.Errorf("reading the arguments: %w", err)
		}
		text = read
	}
	if trimmed := bytes.TrimSpace(text); !json.Valid(trimmed) || trimmed[0] != '{' {
		return nil, errors.New("the arguments are not a JSON object; write one like '{\"limit\": 3}'")
	}
	return text, nil
}

func (c *callCommand) call(ctx context.Context, p *program, arguments json.RawMessage, streams Streams) error {
	local, err := mcpserver.Dial(ctx, p.server(), "", c.person(streams))
	if err != nil {
		return err
	}
	answer, err := local.Call(ctx, c.Tool, arguments)
	if err := errors.Join(err, local.Close()); err != nil {
		if mcpserver.UnknownTool(err) {
			return fmt.Errorf("there is no tool %q here; \"concur-mcp tools\" lists those that the settings and connections allow; "+
				"--profile all sets no limit but the connections", c.Tool)
		}
		return err
	}
	if err := printJSON(streams.Out, answer.Structured); err != nil {
		return err
	}
	for _, note := range answer.Notes {
		_, _ = fmt.Fprintln(streams.Err, note)
	}
	switch {
	case answer.Failed:
		_, _ = fmt.Fprintln(streams.Err, answer.Text) // The exit status says it too.
		return errReported
	case answer.Asks:
		_, _ = fmt.Fprintf(streams.Err, "%s\n\nNothing was done: a person has to agree to this first. Call again on a terminal, with --yes, "+
			"or with the confirm_token among the arguments.\n", answer.Question)
		return errReported
	default:
		return nil
	}
}

// person is who answers questions.
func (c *callCommand) person(streams Streams) mcpserver.Person {
	if c.Yes {
		return agreeing(streams.Err)
	}
	return atTerminal(streams)
}
