package concur

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// commented are the two things that comments are on, for both kinds of tokens.
func commented() map[string]struct {
	kind  auth.Kind
	about Commented
	names map[string]string // of the exchanges, by what is done
} {
	type place = struct {
		kind  auth.Kind
		about Commented
		names map[string]string
	}
	header, expense := Commented{Report: reportID}, Commented{Report: reportID, Expense: dinnerID}
	return map[string]place{
		"the header, by a person": {auth.User, header, map[string]string{
			"two": "get_report_comments/two_comments", "none": "get_report_comments/no_comments",
			"missing": "get_report_comments/not_found",
			"add":     "create_report_comment/added", "too long": "create_report_comment/too_long",
			"change": "update_latest_report_comment/changed", "nothing to change": "update_latest_report_comment/none_to_change",
			"delete": "delete_latest_report_comment/deleted", "nothing to delete": "delete_latest_report_comment/none_to_delete",
		}},
		"the header, by the company": {auth.Company, header, map[string]string{
			"two": "get_report_comments_company/two_comments", "none": "get_report_comments_company/no_comments",
			"missing": "get_report_comments_company/not_found",
			"add":     "create_report_comment_company/added", "too long": "create_report_comment_company/too_long",
			"change":            "update_latest_report_comment_company/changed",
			"nothing to change": "update_latest_report_comment_company/none_to_change",
			"delete":            "delete_latest_report_comment_company/deleted",
			"nothing to delete": "delete_latest_report_comment_company/none_to_delete",
		}},
		"an expense, by a person": {auth.User, expense, map[string]string{
			"two": "get_expense_comments/two_comments", "none": "get_expense_comments/no_comments",
			"missing": "get_expense_comments/not_found",
			"add":     "create_expense_comment/added", "too long": "create_expense_comment/too_long",
			"change": "update_latest_expense_comment/changed", "nothing to change": "update_latest_expense_comment/none_to_change",
			"delete": "delete_latest_expense_comment/deleted", "nothing to delete": "delete_latest_expense_comment/none_to_delete",
		}},
		"an expense, by the company": {auth.Company, expense, map[string]string{
			"two": "get_expense_comments_company/two_comments", "none": "get_expense_comments_company/no_comments",
			"missing": "get_expense_comments_company/not_found",
			"add":     "create_expense_comment_company/added", "too long": "create_expense_comment_company/too_long",
			"change":            "update_latest_expense_comment_company/changed",
			"nothing to change": "update_latest_expense_comment_company/none_to_change",
			"delete":            "delete_latest_expense_comment_company/deleted",
			"nothing to delete": "delete_latest_expense_comment_company/none_to_delete",
		}},
	}
}

func TestCommentsAreReadAndWrittenOnTheHeaderAndOnExpenses(t *testing.T) {
	t.Parallel()
	for name, c := range commented() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			comments, err := playing(t, c.kind, c.names["two"]).Comments(ctx, Subject{}, c.about)
			require.NoError(t, err)
			require.Len(t, comments, 2)
			assert.Equal(t, "Workshop week 13", comments[0].Text)
			assert.Equal(t, UserID(rita), comments[0].Author.UUID)
			assert.Equal(t, UserID(tom), comments[1].Author.UUID)
			assert.Equal(t, UserID(rita), comments[1].CreatedFor.UUID)
			assert.Equal(t, "2024-04-02T09:14:07.118Z", comments[0].Created)
			assert.Equal(t, c.about.Expense, comments[0].ExpenseID)
			assert.True(t, comments[0].IsLatest)

			none, err := playing(t, c.kind, c.names["none"]).Comments(ctx, Subject{}, c.about)
			require.NoError(t, err)
			assert.Empty(t, none)
			_, err = playing(t, c.kind, c.names["missing"]).Comments(ctx, Subject{}, c.about)
			assert.True(t, IsNotFound(err))

			require.NoError(t, playing(t, c.kind, c.names["add"]).CreateComment(ctx, Subject{}, c.about, "Workshop week 13"))
			err = playing(t, c.kind, c.names["too long"]).CreateComment(ctx, Subject{}, c.about, "Workshop week 13")
			require.ErrorContains(t, err, "comment is too long")
			require.NoError(t, playing(t, c.kind, c.names["change"]).UpdateLatestComment(ctx, Subject{}, c.about, "Workshop week 14"))
			err = playing(t, c.kind, c.names["nothing to change"]).UpdateLatestComment(ctx, Subject{}, c.about, "Workshop week 14")
			assert.True(t, IsNotFound(err))
			require.NoError(t, playing(t, c.kind, c.names["delete"]).DeleteLatestComment(ctx, Subject{}, c.about))
			err = playing(t, c.kind, c.names["nothing to delete"]).DeleteLatestComment(ctx, Subject{}, c.about)
			assert.True(t, IsNotFound(err))
		})
	}
}

func TestCommentsOfAReportIncludeThoseOfItsExpenses(t *testing.T) {
	t.Parallel()
	comments, err := playing(t, auth.User, "get_report_comments/all_levels").AllComments(t.Context(), Subject{}, reportID)
	require.NoError(t, err)
	require.Len(t, comments, 2)
	assert.Empty(t, comments[0].ExpenseID)
	assert.Equal(t, dinnerID, comments[1].ExpenseID)
}

func TestOldCommentsNameTheirAuthors(t *testing.T) {
	t.Parallel()
	comments, err := playing(t, auth.User, "get_report_comments/names_of_2021").Comments(t.Context(), Subject{}, Commented{Report: reportID})
	require.NoError(t, err)
	require.Len(t, comments, 1)
	assert.Equal(t, Commenter{FirstName: "Rita", LastName: "Alves"}, comments[0].Author)
}

func TestExceptionsAreAddedAndRemovedByTheCompany(t *testing.T) {
	t.Parallel()
	header := ExceptionSpot{Report: reportID}
	expense := ExceptionSpot{Report: reportID, Expense: dinnerID}
	allocation := ExceptionSpot{Report: reportID, Expense: dinnerID, Allocation: "C3D4E5F6A7B8490A1B2C3D4E5F607182"}
	for _, c := range []struct {
		name                           string
		spot                           ExceptionSpot
		added, unknown, removed, fixed string
	}{
		{
			"a report", header, "add_report_exception/added", "add_report_exception/unknown_code",
			"delete_report_exception/removed", "delete_report_exception/not_added_by_api",
		},
		{
			"an expense", expense, "add_expense_exception/added", "add_expense_exception/unknown_code",
			"delete_expense_exception/removed", "delete_expense_exception/not_added_by_api",
		},
		{
			"an allocation", allocation, "add_allocation_exception/added", "add_allocation_exception/unknown_code",
			"delete_allocation_exception/removed", "delete_allocation_exception/not_added_by_api",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			require.NoError(t, playing(t, auth.Company, c.added).AddException(ctx, c.spot, "AUDIT01", "PROCESSOR"))
			require.ErrorContains(t, playing(t, auth.Company, c.unknown).AddException(ctx, c.spot, "AUDIT01", "PROCESSOR"), "not active")
			require.NoError(t, playing(t, auth.Company, c.removed).RemoveException(ctx, c.spot, "AUDIT01"))
			require.ErrorContains(t, playing(t, auth.Company, c.fixed).RemoveException(ctx, c.spot, "AUDIT01"), "through the API")

			var missing *NoTokenError
			require.ErrorAs(t, playing(t, auth.User).AddException(ctx, c.spot, "AUDIT01", "PROCESSOR"), &missing)
			assert.Equal(t, "company", string(missing.Missing))
		})
	}
}

func TestTheCompanySeesTheExceptionsOfOneSpot(t *testing.T) {
	t.Parallel()
	found, err := playing(t, auth.Company, "get_report_exceptions_company/header_only").
		ExceptionsAt(t.Context(), ExceptionSpot{Report: reportID})
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, "AUDIT01", found[0].Code)
	none, err := playing(t, auth.Company, "get_expense_exceptions_company/without_itemizations").
		ExceptionsAt(t.Context(), ExceptionSpot{Report: reportID, Expense: dinnerID})
	require.NoError(t, err)
	assert.Empty(t, none)
}

func TestAnExceptionCodeCannotLeadAPathElsewhere(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "A/B", "..", "A?b=1", "A B", "A%2F"} {
		var code ExceptionCode
		require.Error(t, code.UnmarshalText([]byte(text)), text)
	}
	var code ExceptionCode
	require.NoError(t, code.UnmarshalText([]byte(" MISSREQFLD ")))
	assert.Equal(t, ExceptionCode("MISSREQFLD"), code)
}
