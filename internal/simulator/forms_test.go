package simulator

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFormFieldsSayWhatAFormAsksFor(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	fieldsOf := func(answer received) map[string]formField {
		require.Equal(t, http.StatusOK, answer.status, answer.body)
		var rows []formField
		answer.into(t, &rows)
		byID := map[string]formField{}
		for i, row := range rows {
			assert.Equal(t, i+1, row.FieldSequence)
			byID[row.FieldID] = row
		}
		return byID
	}
	draft, pending := s.report("Lisbon home office"), s.report("Munich calibration audit")
	header := fieldsOf(s.get(rita, short(draft)+"/formFields"))
	assert.True(t, header["Name"].IsRequired)
	assert.Equal(t, 40, *header["Name"].MaximumLength)
	assert.Equal(t, []string{"Cost Center", "List"}, []string{header["Custom3"].FieldName, header["Custom3"].DataType})
	assert.Equal(t, []string{"Project", "String"}, []string{header["Custom16"].FieldName, header["Custom16"].DataType})
	assert.Equal(t, "RW", header["Name"].FieldAccess)
	for _, copied := range []string{"Custom3", "Custom16"} {
		assert.True(t, header[copied].IsCopyDownSource, "%s flows down with isCopyDownInherited", copied)
		assert.Equal(t, "ParentExpense", header[copied].ItemizationCopyDownAction)
	}
	assert.Equal(t, "RO", fieldsOf(s.get(tom, short(pending)+"/formFields"))["Name"].FieldAccess)
	assert.Equal(t, "403", s.get(luca, short(draft)+"/formFields").outcome(t))
	assert.Equal(t, "400", s.get(rita, short(draft)+"/formFields?policyId="+s.state.policies[1].id).outcome(t))

	expense := short(draft) + "/expenses/" + draft.expenses[0].id + "/formFields"
	assert.False(t, fieldsOf(s.get(rita, expense))["Description"].IsRequired)
	assert.True(t, fieldsOf(s.get(rita, expense+"?expenseTypeId=BUSML"))["Description"].IsRequired)
	assert.Contains(t, fieldsOf(s.get(rita, expense+"?expenseTypeId=MILEG")), "BusinessDistance")
	assert.Equal(t, "400", s.get(rita, expense+"?expenseTypeId=TRAVL").outcome(t), "a heading")
}
