package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
)

// atTerminal is the person at the terminal that a command reads from; nil where there is
// none.
func atTerminal(streams Streams) mcpserver.Person {
	terminal, ok := streams.In.(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) {
		return nil
	}
	return typing(streams.In, streams.Err)
}

// typing is a person who answers by the keyboard. Anything but a yes is a no.
func typing(in io.Reader, out io.Writer) mcpserver.Person {
	typed := bufferedLines(in)
	return func(ctx context.Context, question string) (bool, error) {
		answer, err := typed.ask(ctx, out, question+"\n\nYes or no? ")
		if errors.Is(err, errNoInput) {
			return false, nil
		}
		return strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes"), err
	}
}

// agreeing is a person who agreed beforehand: questions are shown, and answered with yes.
func agreeing(out io.Writer) mcpserver.Person {
	return func(_ context.Context, question string) (bool, error) {
		_, _ = fmt.Fprintf(out, "%s\n\nYes, by --yes.\n", question) // The result does not hang on it.
		return true, nil
	}
}
