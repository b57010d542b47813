package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

func TestToolsThatNoConnectionCanRunAreLeftOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		option testkit.Option
		expect bool
	}{
		"a person":               {testkit.As(testkit.Rita), true},
		"the company alone":      {testkit.CompanyOnly(), false},
		"a person and a company": {testkit.WithCompany(), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.option)
			runnable, err := catalog.Runnable(t.Context(), kit.Client, "local", kit.Tools)
			require.NoError(t, err)
			names := map[string]bool{}
			for _, tool := range runnable {
				names[tool.Name] = true
			}
			assert.True(t, names["get_report"], "either kind can run it")
			assert.Equal(t, c.expect, names["create_report_expense"], "only a person can")
			assert.Empty(t, kit.Sim.Journal(), "nothing was sent to find out")
		})
	}
}
