package concur

import (
	"context"
	"encoding/json"
)

// V3ReportDetail is one report as v3 shows it. Its purpose is written only: no v3
// read gives it back.
type V3ReportDetail struct {
	V3Report
	// Custom are the custom fields and org units that have a value, by their v4 names.
	Custom map[string]CustomValue
}

// UnmarshalJSON implements json.Unmarshaler: it gathers custom fields and org units.
func (r *V3ReportDetail) UnmarshalJSON(data []byte) error {
	err := json.Unmarshal(data, &r.V3Report)
	if err == nil {
		r.Custom, err = customValues(data)
	}
	return err
}

// V3ReportWrite is the body of CreateV3Report and UpdateV3Report (Expense Reports v3 >
// schema ReportWrite). What is empty or nil is not sent: an update leaves it as it is.
type V3ReportWrite struct {
	Name            string  `json:"Name,omitempty"`
	Purpose         *string `json:"Purpose,omitempty"`
	Comment         string  `json:"Comment,omitempty"`
	UserDefinedDate string  `json:"UserDefinedDate,omitempty"`
	// PolicyID is the protected id of v3. Concur ignores it.
	PolicyID string `json:"PolicyID,omitempty"`
	// Custom are custom fields and org units by their v4 names.
	Custom []CustomDatum `json:"-"`
}

// MarshalJSON implements json.Marshaler: it puts Custom beside the other members.
func (w V3ReportWrite) MarshalJSON() ([]byte, error) {
	type plain V3ReportWrite
	return withCustom(plain(w), w.Custom)
}

// GetV3Report reads one report. The owner is the person of the user connection if
// empty; others need an administrator's connection. An answer that is not this report
// fails as unreadable: it must not prove that a change was not made.
func (s *Session) GetV3Report(ctx context.Context, owner Ref, id ReportID) (V3ReportDetail, error) {
	login, err := s.OwnerLogin(ctx, owner)
	if err != nil {
		return V3ReportDetail{}, err
	}
	operation := s.client.operations["get_report_v3"]
	answer, err := s.send(ctx, operation, request{
		operation: operation.Name, path: map[string]string{"id": string(id)}, query: query("user", login),
	})
	if err != nil {
		return V3ReportDetail{}, err
	}
	var report V3ReportDetail
	if err := json.Unmarshal(answer.body, &report); err != nil {
		return V3ReportDetail{}, unreadable(operation, answer, err)
	}
	if report.ID != id {
		return V3ReportDetail{}, unreadable(operation, answer, errNoReport)
	}
	return report, nil
}

// CreateV3Report opens an unsubmitted report under the default policy of its owner. An
// answer without an id fails as unreadable: the report exists all the same.
func (s *Session) CreateV3Report(ctx context.Context, owner Ref, report V3ReportWrite) (ReportID, error) {
	login, err := s.OwnerLogin(ctx, owner)
	if err != nil {
		return "", err
	}
	return createV3(ctx, s, request{operation: "create_report_v3", query: query("user", login), body: report}, ParseReportID)
}

// UpdateV3Report changes the header of an unsubmitted report.
func (s *Session) UpdateV3Report(ctx context.Context, owner Ref, id ReportID, report V3ReportWrite) error {
	login, err := s.OwnerLogin(ctx, owner)
	if err != nil {
		return err
	}
	return s.do(ctx, request{
		operation: "update_report_v3", path: map[string]string{"id": string(id)}, query: query("user", login), body: report,
	}, nil)
}
