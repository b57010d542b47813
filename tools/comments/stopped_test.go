package comments_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestACommentThatIsStoppedIsNotWritten(t *testing.T) {
	t.Parallel()
	for tool, operation := range map[string]string{
		"add_comment": "create_report_comment", "update_latest_comment": "update_latest_report_comment",
		"delete_latest_comment": "delete_latest_report_comment",
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			arguments := args{"report_id": testkit.ReportID(t, openReport), "comment": "Anew"}
			if tool == "delete_latest_comment" {
				delete(arguments, "comment")
			}
			sent, _ := kit.DryRun(tool, arguments)
			assert.Equal(t, operation, sent)
			assert.Empty(t, kit.Writes())
		})
	}
}
