package faults_test

import (
	"bufio"
	"encoding/json"
	"io"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
)

// message is what a client and the server say to each other (JSON-RPC 2.0).
type message struct {
	Version string          `json:"jsonrpc"`
	ID      int             `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  any             `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
}

// cancelled makes the call as a client does that then says that it does not want the
// result any more. It reads what the server says all the same.
func (r *rig) cancelled() told {
	r.t.Helper()
	in, client := io.Pipe()
	answers, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- mcpserver.RunStdio(r.t.Context(), r.kit.Server, in, out) }()
	say := func(m message) {
		m.Version = "2.0"
		line, err := json.Marshal(m)
		require.NoError(r.t, err)
		_, err = client.Write(append(line, '\n'))
		require.NoError(r.t, err)
	}
	said := make(chan message, 10)
	go listen(answers, said)
	say(message{ID: 1, Method: "initialize", Params: map[string]any{
		"protocolVersion": "2025-11-25", "capabilities": args{}, "clientInfo": args{"name": "test", "version": "1"},
	}})
	<-said
	say(message{Method: "notifications/initialized"})
	say(message{ID: 2, Method: "tools/call", Params: map[string]any{"name": r.call.Name, "arguments": r.call.arguments()}})
	synctest.Wait() // Concur is busy with it, and everybody waits.
	say(message{Method: "notifications/cancelled", Params: map[string]any{"requestId": 2}})
	answer := <-said
	require.NoError(r.t, client.Close())
	assert.NoError(r.t, <-ended)
	return resultOf(answer)
}

// listen hands on what the server says to requests.
func listen(answers io.Reader, said chan<- message) {
	defer close(said)
	lines := bufio.NewScanner(answers)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var m message
		if json.Unmarshal(lines.Bytes(), &m) == nil && m.ID != 0 {
			said <- m
		}
	}
}

func resultOf(m message) told {
	var result struct {
		IsError           bool
		Content           []struct{ Text string }
		StructuredContent json.RawMessage
	}
	if json.Unmarshal(m.Result, &result) != nil || len(result.Content) == 0 {
		return told{failed: true}
	}
	return told{failed: result.IsError, text: result.Content[0].Text, structured: result.StructuredContent}
}
