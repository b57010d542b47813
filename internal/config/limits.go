package config

import (
	"errors"

	"github.com/alecthomas/kong"

	"github.com/concur-mcp/concur-mcp/internal/limits"
)

// limitsName is the key of the rules in the file.
const limitsName = "limits"

// Limits are the rules of the settings file. They have no flag and no variable of their
// own, so that there is one place to read what is in force.
type Limits struct{ limits.Rules }

var errOnlyInFile = errors.New("limits are set in the file of --config")

// Decode implements kong.MapperValue.
func (l *Limits) Decode(ctx *kong.DecodeContext) error {
	rules, ok := ctx.Scan.Pop().Value.(limits.Rules)
	if !ok {
		return errOnlyInFile
	}
	l.Rules = rules
	return nil
}
