package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// lines are what a person types or pastes.
type lines struct {
	source  io.Reader
	scanner *bufio.Scanner
}

// longestLine bounds a line, in bytes: addresses with codes are long.
const longestLine = 64 << 10

func bufferedLines(in io.Reader) *lines {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(make([]byte, 0, bufio.MaxScanTokenSize), longestLine)
	return &lines{source: in, scanner: scanner}
}

var errNoInput = errors.New("the input ended before there was an answer")

// next waits for a line that is not empty. Whoever gives up waiting leaves the line
// to nobody: the command ends then.
func (l *lines) next(ctx context.Context) (string, error) {
	got := make(chan string, 1)
	go func() {
		defer close(got)
		for l.scanner.Scan() {
			if line := strings.TrimSpace(l.scanner.Text()); line != "" {
				got <- line
				return
			}
		}
	}()
	select {
	case line, ok := <-got:
		if !ok {
			return "", errNoInput
		}
		return line, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// ask asks for a line.
func (l *lines) ask(ctx context.Context, out io.Writer, question string) (string, error) {
	_, _ = fmt.Fprint(out, question)
	return l.next(ctx)
}

// askSecret asks for a line that a terminal does not show.
func (l *lines) askSecret(ctx context.Context, streams Streams, question string) (auth.Secret, error) {
	terminal, ok := l.source.(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) {
		line, err := l.ask(ctx, streams.Out, question)
		return auth.NewSecret(line), err
	}
	state, err := term.GetState(int(terminal.Fd()))
	if err != nil {
		return auth.Secret{}, err
	}
	// Ctrl-C must not leave a terminal that shows nothing.
	restore := context.AfterFunc(ctx, func() { _ = term.Restore(int(terminal.Fd()), state) })
	defer restore()
	_, _ = fmt.Fprint(streams.Out, question)
	typed := make(chan []byte, 1)
	go func() {
		line, err := term.ReadPassword(int(terminal.Fd()))
		if err == nil {
			typed <- line
		}
		close(typed)
	}()
	select {
	case line := <-typed:
		say(streams.Out, "")
		if len(line) == 0 {
			return auth.Secret{}, errNoInput
		}
		return auth.NewSecret(strings.TrimSpace(string(line))), nil
	case <-ctx.Done():
		return auth.Secret{}, ctx.Err()
	}
}
