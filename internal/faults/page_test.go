package faults_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const pagePath = "../../docs/faults.md"

const pageIntro = `# Faults

<!-- Written by make docs. -->

Every tool is called on the built-in simulator while something goes wrong, by the example of [tools.md](tools.md) and by each further way
to reach Concur. Each cell is one call. Beside what the agent is told stands what the simulator has done. The test that writes this page
fails where one of these does not hold:

- A write is done once at most, whatever happens to its answer.
- Nothing is told as done that was not, and nothing as not done that was, or that Concur may still be working on.
- A read gives all that it gives without trouble, or says what is missing, or fails.
- A failure says what happened, whether anything was changed, and what to do; of what is unknown, where to look. No token is in it.
- Every call ends within five minutes, and no goroutine is left.
`

// holdPage holds docs/faults.md to the matrix; UPDATE_DOCS=1 rewrites it.
func holdPage(t *testing.T, made [][]*row) {
	t.Helper()
	for _, some := range made {
		if some == nil {
			return // Only a part of it was run, or it has failed already.
		}
	}
	reads, writes := byEffect(made)
	page := pageIntro + section("Writes", writes, verified, unverified, partly, nothing, unknown) +
		section("Reads", reads, answered, partial, nothing)
	if os.Getenv("UPDATE_DOCS") != "" {
		require.NoError(t, os.WriteFile(pagePath, []byte(page), 0o644))
		return
	}
	written, err := os.ReadFile(pagePath)
	require.NoError(t, err)
	assert.Equal(t, string(written), page, "run: make docs")
}
