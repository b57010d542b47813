package concur

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

// Exceptions v4: exceptions that a company puts on something itself. All of it is
// for company tokens, on paths that name no person.

// ExceptionCode names an exception that the company configured.
type ExceptionCode string

// exceptionCodeForm keeps everything out that could lead a path elsewhere. Codes of
// the system are letters and digits, such as MISSREQFLD.
var exceptionCodeForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *ExceptionCode) UnmarshalText(text []byte) error {
	code := strings.TrimSpace(string(text))
	if !exceptionCodeForm.MatchString(code) {
		return fmt.Errorf("%s is not an exception code; it has letters and digits, like AUDIT01", quote(string(text)))
	}
	*c = ExceptionCode(code)
	return nil
}

// ExceptionSpot is what an exception is on: the header of a report, an expense or
// itemization, or an allocation of one.
type ExceptionSpot struct {
	Report     ReportID
	Expense    ExpenseID    // empty for the header
	Allocation AllocationID // empty for the expense as a whole
}

func (x ExceptionSpot) level() string {
	switch {
	case x.Allocation != "":
		return "allocation"
	case x.Expense != "":
		return "expense"
	default:
		return "report"
	}
}

func (x ExceptionSpot) path() map[string]string {
	return map[string]string{"reportId": string(x.Report), "expenseId": string(x.Expense), "allocationId": string(x.Allocation)}
}

// AddException puts a configured exception on something. visibility is ALL,
// APPROVER_PROCESSOR or PROCESSOR; whether it blocks the company configured.
func (s *Session) AddException(ctx context.Context, spot ExceptionSpot, code ExceptionCode, visibility string) error {
	body := struct {
		Code       ExceptionCode `json:"exceptionCode"`
		Visibility string        `json:"exceptionVisibility"`
	}{code, visibility}
	return s.do(ctx, request{operation: "add_" + spot.level() + "_exception", path: spot.path(), body: body}, nil)
}

// RemoveException takes an exception away that was put there through the API.
func (s *Session) RemoveException(ctx context.Context, spot ExceptionSpot, code ExceptionCode) error {
	path := spot.path()
	path["exceptionCode"] = string(code)
	return s.do(ctx, request{operation: "delete_" + spot.level() + "_exception", path: path}, nil)
}

// ExceptionsAt lists the exceptions on something and nothing below it, as the
// company sees them.
func (s *Session) ExceptionsAt(ctx context.Context, spot ExceptionSpot) ([]Exception, error) {
	r := request{operation: "get_" + spot.level() + "_exceptions_company", path: spot.path()}
	switch spot.level() {
	case "report":
		r.query = query("excludeExpenses", "true")
	case "expense":
		r.query = query("excludeItemizations", "true")
	}
	var exceptions []Exception
	err := s.do(ctx, r, &exceptions)
	return exceptions, err
}
