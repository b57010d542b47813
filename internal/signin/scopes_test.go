package signin

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

func TestEveryScopeInUseHasWords(t *testing.T) {
	t.Parallel()
	for _, operation := range catalogue.All() {
		for _, group := range operation.Scopes {
			for _, scope := range group {
				words := inWords([]string{scope})
				assert.NotEmpty(t, words, scope)
				assert.NotContains(t, words, unknownRights, scope)
			}
		}
	}
	assert.Equal(t, []string{unknownRights}, inWords([]string{"unheard.of"}))
	assert.Empty(t, inWords(nil))
	assert.Equal(t, []string{"see your receipts"}, inWords([]string{"receipts.read"}))
	assert.Equal(t, []string{"see and add receipts"}, inWords([]string{"receipts.read", "receipts.write"}), "each subject has one line")
}
