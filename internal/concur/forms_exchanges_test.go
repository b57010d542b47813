package concur

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

func TestTheFormOfAReport(t *testing.T) {
	t.Parallel()
	fields, err := playing(t, auth.User, "get_report_form_fields/two_fields").ReportForm(t.Context(), reportID, "")
	require.NoError(t, err)
	require.Len(t, fields, 2)
	assert.Equal(t, "Report Name", fields[0].Name)
	assert.True(t, fields[0].IsRequired)
	assert.Equal(t, 40, fields[0].MaximumLength)
	assert.Empty(t, fields[0].CustomID(), "every form has it")
	assert.Equal(t, "custom3", fields[1].CustomID())
	assert.Equal(t, "8C7B6A5948372615A4B3C2D1E0F90817", fields[1].ListID)
	assert.Zero(t, fields[1].MaximumLength, "null is no length")

	fields, err = playing(t, auth.Company, "get_report_form_fields/wrapped").ReportForm(t.Context(), reportID, nordic)
	require.NoError(t, err)
	assert.Len(t, fields, 1, "the table of the page wraps the list that its sample shows bare")

	_, err = playing(t, auth.User, "get_report_form_fields/not_found").ReportForm(t.Context(), reportID, "")
	assert.True(t, IsNotFound(err))
}

func TestTheFormOfAnExpense(t *testing.T) {
	t.Parallel()
	fields, err := playing(t, auth.User, "get_expense_form_fields/two_fields").ExpenseForm(t.Context(), reportID, dinnerID, "")
	require.NoError(t, err)
	require.Len(t, fields, 2)
	assert.Equal(t, "Date", fields[0].DataType)
	assert.Equal(t, "RO", fields[1].Access)
	assert.Equal(t, "custom9", fields[1].CustomID())

	_, err = playing(t, auth.User, "get_expense_form_fields/not_found").ExpenseForm(t.Context(), reportID, dinnerID, "TAXIX")
	assert.True(t, IsNotFound(err))
}
