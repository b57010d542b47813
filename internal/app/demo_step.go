package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// story is the main job of the product, played by two people.
type story struct {
	ctx       context.Context
	teller    *teller
	simulated *simulator.Simulator
	rita, tom *actor
	receipt   string
	today     time.Time

	calls, requests int
	// sent are the writes that reached Concur, and writes those that it carried out.
	sent, writes int
}

// step is one tool call.
type step struct {
	who  *actor
	why  string
	tool string
	with arguments
	// refused says that the tool should report an error.
	refused bool
	// tell checks what came back and puts the important part of it into words.
	tell func(mcpserver.Answer) (string, error)
}

// argument and arguments keep the order in which a reader wants to see them.
type argument struct {
	name  string
	value any
}

type arguments []argument

// MarshalJSON implements json.Marshaler.
func (a arguments) MarshalJSON() ([]byte, error) {
	var object bytes.Buffer
	object.WriteByte('{')
	for i, one := range a {
		value, err := json.Marshal(one.value)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			object.WriteByte(',')
		}
		fmt.Fprintf(&object, "%q:%s", one.name, value)
	}
	object.WriteByte('}')
	return object.Bytes(), nil
}

// take takes a step and prints it.
func (s *story) take(next step) error {
	with, err := json.Marshal(next.with)
	if err != nil {
		return err
	}
	s.calls++
	s.teller.say(bold, "\n%2d. %s: %s", s.calls, next.who.name, next.why)
	s.teller.say(blue, "    %s %s", next.tool, with)
	s.simulated.ResetJournal()
	answer, err := next.who.client.Call(s.ctx, next.tool, with)
	if err != nil {
		return fmt.Errorf("step %d, %s: %w", s.calls, next.tool, err)
	}
	words, err := next.judge(answer)
	if err != nil {
		s.teller.say(red, "    ✗ %s", answer.Text)
		return fmt.Errorf("step %d, %s: %w", s.calls, next.tool, err)
	}
	style, mark := green, "✓"
	if next.refused {
		style, mark = red, "✗"
	}
	s.teller.say(style, "    %s %s", mark, strings.ReplaceAll(words, "\n", "\n      "))
	s.printRequests()
	return nil
}

func (next step) judge(answer mcpserver.Answer) (string, error) {
	if answer.Failed != next.refused {
		if next.refused {
			return "", errors.New("should have been refused")
		}
		return "", errors.New("was refused")
	}
	if next.tell == nil {
		return answer.Text, nil
	}
	return next.tell(answer)
}

// printRequests shows what reached Concur for the last call.
func (s *story) printRequests() {
	for _, entry := range s.simulated.Journal() {
		path := entry.Path
		if operation, ok := catalogue.Lookup(entry.Operation); ok {
			path = operation.Path
		}
		s.requests++
		s.teller.say(faint, "      → %-6s %s  %d", entry.Method, path, entry.Status)
	}
	for _, entry := range s.simulated.Writes() {
		s.sent++
		if entry.Committed {
			s.writes++
		}
	}
}

// telling makes a tell of a function on a result type.
func telling[T any](words func(T) (string, error)) func(mcpserver.Answer) (string, error) {
	return func(answer mcpserver.Answer) (string, error) {
		var result T
		decoder := json.NewDecoder(bytes.NewReader(answer.Structured))
		decoder.UseNumber()
		if err := decoder.Decode(&result); err != nil {
			return "", fmt.Errorf("the result is not what it should be: %w", err)
		}
		return words(result)
	}
}
