package testkit_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAKitSpeaksBothErasOfTheProtocol(t *testing.T) {
	t.Parallel()
	for _, era := range []string{testkit.Modern, testkit.Legacy} {
		t.Run(era, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, testkit.Era(era))
			failure := kit.Call("get_report", nil).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Contains(t, failure["message"], "report_id")
		})
	}
}
