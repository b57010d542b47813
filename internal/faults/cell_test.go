package faults_test

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// verdict is what the agent is told.
type verdict string

const (
	verified   verdict = "verified"        // it succeeded, and a look shows it
	unverified verdict = "not verified"    // it succeeded, and no look shows it
	answered   verdict = "answered"        // a read gave its result
	partial    verdict = "in part"         // a read gave a part of it, and says what is missing
	nothing    verdict = "nothing changed" // it failed, and nothing was changed
	partly     verdict = "changed"         // it failed, and something was changed
	unknown    verdict = "unknown"         // nobody knows
)

// told is what came back of a call.
type told struct {
	failed     bool
	text       string
	structured json.RawMessage
	// took is by the clock of the test, which passes without anybody waiting.
	took time.Duration
}

// failure is the error object of a call that failed.
type failure struct {
	Message  string `json:"message"`
	Changed  string `json:"changed"`
	NextStep string `json:"next_step"`
}

func (r told) failure() failure {
	var body struct {
		Error failure `json:"error"`
	}
	_ = json.Unmarshal(r.structured, &body) // Without members there is nothing that an agent could use.
	return body.Error
}

// missing is what a result says is missing from it.
func (r told) missing() string {
	var body struct {
		Note      string          `json:"note"`
		NotSeen   json.RawMessage `json:"not_seen"`
		ImageNote string          `json:"image_note"`
		Image     struct {
			Note string `json:"note"`
		} `json:"image"`
	}
	_ = json.Unmarshal(r.structured, &body) // A result without a note has none.
	return body.Note + string(body.NotSeen) + body.ImageNote + body.Image.Note
}

// verdict reads a result. writes says whether the tool changes anything.
func (r told) verdict(writes bool) verdict {
	if r.failed {
		switch r.failure().Changed {
		case "nothing_changed":
			return nothing
		case "changed":
			return partly
		default:
			return unknown
		}
	}
	if !writes {
		return answered
	}
	var body struct {
		Verified bool `json:"verified"`
	}
	if json.Unmarshal(r.structured, &body) == nil && body.Verified {
		return verified
	}
	return unverified
}

// tally is what Concur saw of a call.
type tally struct {
	// reached counts the requests of an operation, committed those that changed
	// something.
	reached, committed map[string]int
	// order are the operations as they came.
	order []string
	// struck tells whether a fault hit anything.
	struck bool
}

func count(journal []simulator.Entry) tally {
	seen := tally{reached: map[string]int{}, committed: map[string]int{}}
	for _, entry := range journal {
		seen.struck = seen.struck || entry.Fault != ""
		if strings.HasPrefix(entry.Operation, "oauth_") {
			continue
		}
		seen.order = append(seen.order, entry.Operation)
		seen.reached[entry.Operation]++
		if entry.Committed {
			seen.committed[entry.Operation]++
		}
	}
	return seen
}

func (s tally) commits() (n int) {
	for _, done := range s.committed {
		n += done
	}
	return n
}

// cell is a call with a trouble, and what came of it.
type cell struct {
	trouble trouble
	told    told
	verdict verdict
	seen    tally
}
