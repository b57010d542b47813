package outcome

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// WrittenReport is the result of a write on a report: what was asked for, and
// the report as it is now.
type WrittenReport struct {
	ReportID concur.ReportID `json:"report_id"`
	Written
	Report *view.Report `json:"report,omitempty"`
}

// ReadBack shows a report that was read after a write. untaken names what Concur
// took no notice of; err is why the report could not be read.
func ReadBack(id concur.ReportID, report concur.Report, err error, untaken ...string) WrittenReport {
	if err != nil {
		return WrittenReport{ReportID: id, Written: Written{
			Note: "Concur took it, but the report could not be read afterwards: " + err.Error() + ".",
		}}
	}
	shown := view.OfReport(report)
	return WrittenReport{ReportID: id, Written: Shown("report", untaken), Report: &shown}
}
