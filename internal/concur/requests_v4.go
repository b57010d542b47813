package concur

import "context"

// Request Associations v4: the spend requests that a report belongs to.

// ReportRequests lists the ids of the spend requests that are linked to a report.
func (s *Session) ReportRequests(ctx context.Context, on Subject, report ReportID) ([]string, error) {
	r := on.request("get_request_associations")
	r.path = map[string]string{"reportId": string(report)}
	var answer struct {
		Requests []struct {
			ID string `json:"id"`
		} `json:"requests"`
	}
	if err := s.do(ctx, r, &answer); err != nil {
		return nil, err
	}
	ids := make([]string, len(answer.Requests))
	for i, request := range answer.Requests {
		ids[i] = request.ID
	}
	return ids, nil
}
