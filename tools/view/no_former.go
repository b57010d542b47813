package view

import (
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/tools"
)

// NoFormer is for a change of something that could not be read before. Who may not read
// it may change it all the same, and then nobody knows how to undo that.
func NoFormer(call *tools.Call, unread error) {
	call.NoUndo(fmt.Sprintf("The former values could not be read before: %s.", strings.TrimSuffix(unread.Error(), ".")))
}
