package soak_test

import (
	"encoding/json"
	"regexp"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// verdict is what a caller was told about a write.
type verdict string

const (
	done    verdict = "done"
	changed verdict = "changed, with an error"
	nothing verdict = "nothing changed"
	unknown verdict = "unknown"
	// asked: it stopped for a question, and was not sent.
	asked verdict = "asked"
	// lost: the caller got no answer at all.
	lost verdict = "no answer"
)

// answer is what came of a call.
type answer struct {
	verdict verdict
	text    string
	// confirmToken and question are those of a question.
	confirmToken, question string
	result                 json.RawMessage
}

// read reads a result.
func read(result *mcp.CallToolResult, err error) answer {
	if err != nil {
		return answer{verdict: lost, text: err.Error()}
	}
	a := answer{verdict: done}
	if len(result.Content) > 0 {
		if text, ok := result.Content[0].(*mcp.TextContent); ok {
			a.text = text.Text
		}
	}
	a.result, _ = json.Marshal(result.StructuredContent) // It was read as JSON.
	var body struct {
		Error        struct{ Changed string }
		Confirmation struct {
			Question     string `json:"question"`
			ConfirmToken string `json:"confirm_token"`
		}
	}
	_ = json.Unmarshal(a.result, &body) // What has other members is no question and no error.
	switch {
	case result.IsError && body.Error.Changed == "nothing_changed":
		a.verdict = nothing
	case result.IsError && body.Error.Changed == "changed":
		a.verdict = changed
	case result.IsError:
		a.verdict = unknown
	case body.Confirmation.ConfirmToken != "":
		a.verdict, a.confirmToken, a.question = asked, body.Confirmation.ConfirmToken, body.Confirmation.Question
	}
	return a
}

// intent is something that a caller means to be done once. What can be written into it
// carries a mark that nothing else has; the others are told by operation and path.
type intent struct {
	tool string
	mark string
	// path is that of the request, for what has no mark.
	path string
	// told is the verdict of each call that was made for it.
	told []verdict
	// texts are what was said with them.
	texts []string
}

// tally counts what was told.
func (i *intent) tally() (did, open int) {
	for _, v := range i.told {
		switch v {
		case done, changed:
			did++
		case unknown, lost:
			open++
		case nothing, asked:
		}
	}
	return did, open
}

// ledger is what all callers meant to do.
type ledger struct {
	mu      sync.Mutex
	intents []*intent
}

func (l *ledger) intend(tool, mark, path string) *intent {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := &intent{tool: tool, mark: mark, path: path}
	l.intents = append(l.intents, i)
	return i
}

func (l *ledger) note(i *intent, a answer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i.told, i.texts = append(i.told, a.verdict), append(i.texts, a.text[:min(len(a.text), 300)])
}

// markForm is how marks look.
var markForm = regexp.MustCompile(`SK\d\d-\d{5}`)
