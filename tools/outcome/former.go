package outcome

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// FormerCustom are the values that custom fields and org units had before they were sent,
// by id; an empty one takes a value out. That of a list is given by the code of its item.
func FormerCustom(sent []concur.CustomDatum, former map[string]concur.CustomValue) concur.CustomFields {
	if len(sent) == 0 {
		return nil
	}
	fields := concur.CustomFields{}
	for _, datum := range sent {
		value := former[datum.ID]
		fields[datum.ID] = cmp.Or(value.Code, value.Value)
	}
	return fields
}

// AllCustom are custom fields and org units as they are, by id.
func AllCustom(shown map[string]concur.CustomValue) concur.CustomFields {
	sent := make([]concur.CustomDatum, 0, len(shown))
	for id := range shown {
		sent = append(sent, concur.CustomDatum{ID: id})
	}
	return FormerCustom(sent, shown)
}

// NotBroughtBack says what a call that undoes something leaves out; empty for nothing.
func NotBroughtBack(lost []string) string {
	if len(lost) == 0 {
		return ""
	}
	return "It does not bring back " + strings.Join(lost, ", ") + "."
}

// NoFormer says that a change cannot be undone because what it changes could not be read
// before: some may change what they may not read.
func NoFormer(call *tools.Call, unread error) {
	call.NoUndo(fmt.Sprintf("The former values could not be read before: %s.", strings.TrimSuffix(unread.Error(), ".")))
}
