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
				assert.NotContains(t, words, "use further rights, which are named below", scope)
			}
		}
	}
	assert.Equal(t, []string{"use further rights, which are named below"}, inWords([]string{"unheard.of"}))
	assert.Empty(t, inWords(nil))
}
