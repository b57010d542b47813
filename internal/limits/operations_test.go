package limits_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/limits"
	"github.com/concur-mcp/concur-mcp/tools"
)

// TestEveryWriteIsKnown keeps the rules up with the catalogue: a new operation refuses
// until somebody has said what it does.
func TestEveryWriteIsKnown(t *testing.T) {
	t.Parallel()
	rules := parsed(t, `{"max_create": {"EUR": 1}}`)
	for _, operation := range catalogue.All() {
		if operation.Safety == catalogue.Safe || operation.Errors == catalogue.OAuthError {
			continue
		}
		refusal := rules.Check(limits.Facts{Operation: operation.Name, Effect: tools.Change})
		if refusal != nil {
			assert.NotContains(t, refusal.Missing, "what the operation", operation.Name)
		}
	}
}
