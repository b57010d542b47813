package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// largestSecret bounds what is read, in bytes: somebody may name the wrong file.
const largestSecret = 64 << 10

var errLarge = errors.New("it gave more than 64 KB, which is no secret")

// commandPatience is how long a command may take to give a secret: some ask a
// password manager, which asks a person.
const commandPatience = 30 * time.Second

// outputPatience is how long the output is waited for once the command has ended:
// an agent that it started may hold it for ever.
const outputPatience = time.Second

func readSecret(ctx context.Context, getenv func(string) string, name string) (string, error) {
	direct, file, command := getenv(name), getenv(name+"_FILE"), getenv(name+"_COMMAND")
	given := 0
	for _, source := range []string{direct, file, command} {
		if source != "" {
			given++
		}
	}
	switch {
	case given > 1:
		return "", fmt.Errorf("%s is given in more than one way; keep one of %s, %s_FILE and %s_COMMAND", name, name, name, name)
	case file != "":
		text, err := contentOf(file)
		if err != nil {
			return "", fmt.Errorf("%s_FILE cannot be read: %w", name, err)
		}
		return whole(name+"_FILE", text)
	case command != "":
		text, err := outputOf(ctx, command)
		if err != nil {
			return "", fmt.Errorf("%s_COMMAND failed: %w", name, err)
		}
		return whole(name+"_COMMAND", text)
	default:
		return strings.TrimSpace(direct), nil
	}
}

// whole refuses a source that gave nothing: somebody meant there to be a secret.
func whole(source, text string) (string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return "", fmt.Errorf("%s gave nothing", source)
	}
	return text, nil
}

// beginning keeps what is written up to the size of a secret, and no more.
type beginning struct {
	text bytes.Buffer
	full bool
}

// Write implements io.Writer.
func (b *beginning) Write(p []byte) (int, error) {
	if b.full = b.full || b.text.Len()+len(p) > largestSecret; b.full {
		return 0, errLarge
	}
	return b.text.Write(p)
}

func contentOf(path string) (string, error) {
	file, err := os.Open(path) //nolint:gosec // The operator names the file.
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }() // It was only read.
	var text beginning
	if _, err := io.Copy(&text, file); err != nil {
		return "", err
	}
	return text.text.String(), nil
}

// outputOf runs a command line of the operator in the shell of the system. What it
// writes to stderr is left out: it may hold the secret.
func outputOf(ctx context.Context, command string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, commandPatience)
	defer cancel()
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C"}
	}
	run := exec.CommandContext(ctx, shell[0], append(shell[1:], command)...) //nolint:gosec // The operator's own command.
	var out beginning
	run.Stdout, run.WaitDelay = &out, outputPatience
	err := run.Run()
	switch {
	case out.full:
		return "", errLarge
	case errors.Is(err, exec.ErrWaitDelay):
		return out.text.String(), nil // The command itself ended well.
	default:
		return out.text.String(), err
	}
}
