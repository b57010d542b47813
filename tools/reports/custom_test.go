package reports_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestCustomFieldsAreNamedAsTheFormNamesThem(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"by name": "calibration services", "by code": "CC-210"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			var made, again written
			kit.Call("create_report", args{
				"name": "Labels", "custom_fields": args{"Cost center": value, "Project": "PO-1"},
			}).Into(&made)
			assert.True(t, made.Verified, made.Note)
			assert.Len(t, made.Report.CustomFields, 2)
			kit.Call("update_report", args{"report_id": made.ReportID, "custom_fields": args{"cost center": "CC-310", "custom16": ""}}).Into(&again)
			assert.True(t, again.Verified, again.Note)
			assert.Len(t, again.Report.CustomFields, 1)
			assert.NotEqual(t, made.Report.CustomFields[1], again.Report.CustomFields[0])
			kit.Sim.ResetJournal()
			kit.Call("update_report", args{"report_id": made.ReportID, "custom_fields": args{"Cost Center": "CC-310"}}).Into(&again)
			assert.Equal(t, []string{"get_report", "update_report", "get_report"}, kit.Operations(), "the form and the item are known")
		})
	}
}

func TestACompanyNamesCustomFieldsToo(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.CompanyOnly())
	var changed written
	kit.Call("update_report", args{
		"report_id": testkit.ReportID(t, openReport), "user": testkit.Rita, "custom_fields": args{"Cost Center": "Finance"},
	}).Into(&changed)
	assert.True(t, changed.Verified, changed.Note)
	failure := kit.Call("create_report", args{
		"name": "Labels", "user": testkit.Rita, "custom_fields": args{"Cost Center": "Finance"},
	}).Failure()
	assert.Contains(t, failure["message"], "labels")
	assert.Contains(t, failure["next_step"], "custom1")
	assert.Equal(t, "nothing_changed", failure["changed"])
}

func TestCustomFieldsThatAreNotThere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fields    args
		say, say2 string
	}{
		"a label that no field has":   {args{"Colour": "red"}, "no custom field", "Cost Center (custom3)"},
		"a value that no list has":    {args{"Cost Center": "Moon base"}, "no value of Cost Center", ""},
		"the same field under two":    {args{"Project": "a", "custom16": "b"}, "twice", ""},
		"an id that no form can have": {args{"custom41": "x"}, "custom41", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			failure := kit.Call("update_report", args{"report_id": testkit.ReportID(t, openReport), "custom_fields": c.fields}).Failure()
			assert.Contains(t, failure["message"], c.say)
			assert.Contains(t, failure["next_step"], c.say2)
			assert.Empty(t, kit.Sim.Writes())
		})
	}
}

func TestTheFormOfAReportIsShown(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	var form struct {
		Fields []struct {
			ID, Label, Access string
			CustomField       string `json:"custom_field"`
			Required          bool
			ListID            string `json:"list_id"`
		}
		Total int
	}
	kit.Call("get_report_form_fields", args{"report_id": testkit.ReportID(t, openReport)}).Into(&form)
	assert.Len(t, form.Fields, form.Total)
	assert.Equal(t, "Report Name", form.Fields[0].Label)
	assert.True(t, form.Fields[0].Required)
	last := form.Fields[len(form.Fields)-2]
	assert.Equal(t, "custom3", last.CustomField)
	assert.Equal(t, "Cost Center", last.Label)
	assert.Equal(t, "read-write", last.Access)
	var lists struct {
		Lists []struct {
			ListID string `json:"list_id"`
		}
	}
	kit.Call("list_lists", args{"name": "Cost Center"}).Into(&lists)
	assert.Equal(t, lists.Lists[0].ListID, last.ListID, "spelled as list_lists does")
}
