-- The steps that this database has had.
create table concur_mcp_migrations (
	number int primary key,
	name   text not null,
	done   timestamptz not null default now()
);

-- Values are sealed as internal/tokenstore/seal.go describes; the rest is in the clear.
create table concur_mcp_records (
	principal text  not null,
	kind      text  not null,
	sealed    bytea not null,
	primary key (principal, kind)
);

create table concur_mcp_tickets (
	id        text   primary key,
	purpose   text   not null,
	principal text   not null,
	expires   bigint not null, -- milliseconds since 1970, UTC
	sealed    bytea  not null
);

-- Sealed values do not get shorter by compression.
alter table concur_mcp_records alter column sealed set storage external;
alter table concur_mcp_tickets alter column sealed set storage external;

create index concur_mcp_tickets_by_principal on concur_mcp_tickets (principal, purpose);
create index concur_mcp_tickets_by_end on concur_mcp_tickets (expires);

-- A value that tells the key of this store.
create table concur_mcp_mark (
	one    boolean primary key check (one),
	sealed bytea not null
);
