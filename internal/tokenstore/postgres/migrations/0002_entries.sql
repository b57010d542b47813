-- What is only ever added to. Bodies are sealed, the rest is in the clear.
create table concur_mcp_entries (
	seq       bigint primary key, -- from 1 without gaps
	at        bigint not null,    -- microseconds since 1970, UTC
	principal text   not null,
	kind      text   not null,
	write     text   not null,
	sealed    bytea  not null,
	previous  text   not null,
	hash      text   not null
);

alter table concur_mcp_entries alter column sealed set storage external;

create index concur_mcp_entries_by_principal on concur_mcp_entries (principal, kind, at);

create function concur_mcp_entries_stay() returns trigger language plpgsql as $$
begin
	raise exception 'entries are never changed or removed';
end
$$;

create trigger concur_mcp_entries_stay before delete or truncate on concur_mcp_entries
	for each statement execute function concur_mcp_entries_stay();

-- A new key changes how a body is sealed, and nothing else.
create trigger concur_mcp_entries_stay_as_they_are before update on concur_mcp_entries for each row
	when ((old.seq, old.at, old.principal, old.kind, old.write, old.previous, old.hash)
		is distinct from (new.seq, new.at, new.principal, new.kind, new.write, new.previous, new.hash))
	execute function concur_mcp_entries_stay();

create index concur_mcp_tickets_by_purpose on concur_mcp_tickets (purpose);
