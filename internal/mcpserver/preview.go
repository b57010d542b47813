package mcpserver

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
)

// preview is what an agent gets whose client cannot ask: the question, and the token
// that it calls again with once the user has agreed.
type preview struct {
	Confirmation confirmation  `json:"confirmation"`
	Changed      tools.Outcome `json:"changed"`
	NextStep     string        `json:"next_step"`
}

type confirmation struct {
	Question     string    `json:"question"`
	ConfirmToken string    `json:"confirm_token"`
	Expires      time.Time `json:"expires"`
}

// previewed passes a question on to the agent. It is no error: the call has done all that
// it could.
func (a adapter) previewed(ctx context.Context, needed *approve.NeededError, argument *Argument) *mcp.CallToolResult {
	besides := ""
	if argument != nil {
		besides = fmt.Sprintf(", with %s: %q", argument.Name, argument.Value)
	}
	shown := preview{
		Confirmation: confirmation{needed.Question.Text(), needed.Sealed, needed.Expires.UTC()},
		Changed:      tools.NothingChanged,
		NextStep: fmt.Sprintf("Show this to the user as it is, and wait for their answer. If they agree, call %s again "+
			"with the same arguments%s and with confirm_token, once, before it expires. If they do not, leave it.", a.tool.Name, besides),
	}
	encoded, err := render.Encode(shown)
	if err != nil {
		a.options.Logger.LogAttrs(ctx, slog.LevelError, "question not encoded", slog.String("tool", a.tool.Name), slog.Any("error", err))
		return failed(a.crashed())
	}
	text := fmt.Sprintf("%s\n\nNothing was changed yet. %s\nconfirm_token: %s\nexpires: %s",
		shown.Confirmation.Question, shown.NextStep, needed.Sealed, needed.Expires.UTC().Format(time.RFC3339))
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: text}}, StructuredContent: encoded}
}
