package concur

import "context"

// SubmittedReportPatch is a merge patch of the few members of a report that a company
// may change, submitted or not (Expense Reports v4 > schema UpdateSubmittedReport).
// Nil members stay as they are.
type SubmittedReportPatch struct {
	Name                  *string            `json:"name,omitempty"`
	BusinessPurpose       *Clearable         `json:"businessPurpose,omitempty"`
	Comment               *string            `json:"comment,omitempty"`
	CustomData            []CustomDatumPatch `json:"customData,omitempty"`
	PaperReceiptsReceived *bool              `json:"isPaperReceiptsReceived,omitempty"`
}

// Header is the same change as of an unsubmitted report.
func (p SubmittedReportPatch) Header() ReportPatch {
	return ReportPatch{
		Name: p.Name, BusinessPurpose: p.BusinessPurpose, Comment: p.Comment, CustomData: p.CustomData,
		PaperReceiptsReceived: p.PaperReceiptsReceived,
	}
}

// UpdateSubmittedReport changes the header of a report with the company token, until
// the report is paid.
func (s *Session) UpdateSubmittedReport(ctx context.Context, id ReportID, patch SubmittedReportPatch) error {
	return s.do(ctx, request{
		operation: "update_submitted_report", path: map[string]string{"reportId": string(id)}, body: patch,
	}, nil)
}
