package mcpserver_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestErrorsOfTheProtocolHaveACodeAndAreShort(t *testing.T) {
	t.Parallel()
	name := strings.Repeat("x", 1<<20)
	for _, c := range []struct {
		name, line string
		code       int
	}{
		{"a call before the session begins", request("7", "tools/list", "{}"), -32600},
		{"a tool with an endless name", request("7", "tools/call", `{"name":"`+name+`",`+modern+`}`), -32602},
		{"a name that is a number, with endless arguments", request("7", "tools/call", `{"name":5,"x":"`+name+`",`+modern+`}`), -32602},
		{"an endless method", request("7", name, `{`+modern+`}`), -32601},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			answers := talk(t, serverOf(), c.line+hello())
			assert.Equal(t, c.code, codeOf(t, answers["7"]))
			assert.Less(t, len(answers["7"]["error"].(map[string]any)["message"].(string)), 10_000)
		})
	}
}
