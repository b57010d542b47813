package simulator

func requestsHandlers() map[string]handler {
	return map[string]handler{"get_request_associations": getRequestAssociations}
}

type requestAssociation struct {
	ID string `json:"id"`
}

// getRequestAssociations answers Request Associations v4 > Get associations.
func getRequestAssociations(st *state, c *call) reply {
	r, refusal := st.readable(c)
	if refusal != nil {
		return *refusal
	}
	rows := []requestAssociation{}
	for _, id := range r.requestIDs {
		rows = append(rows, requestAssociation{id})
	}
	return ok(map[string][]requestAssociation{"requests": rows})
}
