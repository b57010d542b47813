package reports

import (
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// formerHeader are the arguments that set a header back to its former values.
type formerHeader struct {
	ReportID        concur.ReportID     `json:"report_id"`
	Name            string              `json:"name,omitempty"`
	Policy          concur.PolicyID     `json:"policy,omitempty"`
	BusinessPurpose *string             `json:"business_purpose,omitempty"`
	ReportDate      *string             `json:"report_date,omitempty"`
	StartDate       *string             `json:"start_date,omitempty"`
	EndDate         *string             `json:"end_date,omitempty"`
	Country         *string             `json:"country_code,omitempty"`
	Subdivision     *string             `json:"country_subdivision_code,omitempty"`
	CustomFields    concur.CustomFields `json:"custom_fields,omitempty"`
	PaperReceipts   *bool               `json:"paper_receipts_received,omitempty"`
	User            concur.Ref          `json:"user,omitempty"`
}

// undo says how the change can be undone by the same tool; unread is why the former
// values are not known.
func (c headerChange) undo(call *tools.Call, tool string, user concur.Ref, unread error) {
	switch asked, _ := compare(c.patch, concur.Report{}); {
	case len(asked) == 0: // Until there is a comment, that would delete another one.
	case c.before == nil:
		call.NoUndo(fmt.Sprintf("The former values could not be read before the change: %s.", strings.TrimSuffix(unread.Error(), ".")))
	default:
		former := c.former()
		former.User = user
		call.Undo(tool, former, c.left())
	}
}

// undoComment says how a change of nothing but the comment can be undone, once it is made.
func (c headerChange) undoComment(call *tools.Call, user concur.Ref) {
	if asked, _ := compare(c.patch, concur.Report{}); len(asked) > 0 {
		return
	}
	if user == "" && c.reads && c.before != nil {
		user = concur.Ref(c.before.UserID) // Comments of the company count as the owner's (inferred).
	}
	call.Undo("delete_latest_comment", deleteReportIn{ReportID: c.id, User: user}, "It deletes the latest comment, whichever that is then.")
}

// former takes from the report as it was what the change sets.
func (c headerChange) former() formerHeader {
	before, patch := *c.before, c.patch
	former := formerHeader{
		ReportID:        c.id,
		BusinessPurpose: formerly(patch.BusinessPurpose, before.BusinessPurpose),
		ReportDate:      formerly(patch.ReportDate, view.Day(before.ReportDate)),
		StartDate:       formerly(patch.StartDate, view.Day(before.StartDate)),
		EndDate:         formerly(patch.EndDate, view.Day(before.EndDate)),
		Country:         formerly(patch.CountryCode, before.CountryCode),
		Subdivision:     formerly(patch.CountrySubDivisionCode, before.CountrySubDivisionCode),
	}
	if patch.Name != nil {
		former.Name = before.Name
	}
	if patch.PolicyID != nil {
		former.Policy = before.PolicyID
	}
	if patch.CountryCode != nil && before.CountrySubDivisionCode != "" {
		former.Subdivision = &before.CountrySubDivisionCode // It is a part of the former country.
	}
	if patch.PaperReceiptsReceived != nil {
		former.PaperReceipts = &before.PaperReceiptsReceived
	}
	for _, field := range patch.CustomData {
		if former.CustomFields == nil {
			former.CustomFields = concur.CustomFields{}
		}
		former.CustomFields[field.ID] = valueOf(field.ID, before.CustomData)
	}
	return former
}

func formerly(asked *concur.Clearable, was string) *string {
	if asked == nil {
		return nil
	}
	return &was
}

// left says what the former values do not bring back.
func (c headerChange) left() string {
	var notes []string
	if c.patch.Comment != nil {
		notes = append(notes, "The comment stays; delete_latest_comment deletes it.")
	}
	if c.patch.CopyDown != nil && *c.patch.CopyDown {
		notes = append(notes, "What was copied down to the expenses stays.")
	}
	if c.patch.PolicyID != nil {
		notes = append(notes, "Fields that the form of the other policy lacks may be lost.")
	}
	return strings.Join(notes, " ")
}
