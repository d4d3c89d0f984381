// deno-lint-ignore-file -- written by a program
/**
 * The types of the API, written by `deno task client-types` from docs/openapi.json.
 *
 * @module
 */
/** See docs/openapi.json. */
export interface paths {
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show who you are, and what you may do
         * @description Needs no scope. How many requests you have left stands in `RateLimit-Remaining`, as in every answer.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List credentials
         * @description The credentials of this client in this world, the oldest first; also those that work no more.
         */
        get: operations["listCredentials"];
        put?: never;
        /**
         * Make a credential
         * @description An API key, a public key for assertions (OAuth 2.0 private_key_jwt), or the TLS client certificate that the connection shows. It has no more rights than you, and works in the same world.
         */
        post: operations["createCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a credential
         * @description Its secret is kept nowhere and cannot be shown.
         */
        get: operations["getCredential"];
        put?: never;
        post?: never;
        /**
         * Revoke a credential
         * @description It ceases to work at once, and its access tokens with it. It stays in the list.
         */
        delete: operations["revokeCredential"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate an API key
         * @description Makes a key with the same rights and the same expiry; the old one works on for the overlap. A key is rotated once.
         */
        post: operations["rotateCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/oauth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get an access token
         * @description OAuth 2.0 client credentials (RFC 6749 §4.4) with private_key_jwt (RFC 7523). Errors are OAuth's, not problem documents.
         */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where and how tokens are to be had
         * @description Authorization server metadata (RFC 8414).
         */
        get: operations["getAuthorizationServerMetadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List and search messages
         * @description What mailboxes have sent or scheduled, the newest first. A page may hold fewer than `limit`, even none, while `next` leads on: a search looks at some thousands of messages for each page. Messages that have been erased after thirty months are not there any more.
         */
        get: operations["listMessages"];
        put?: never;
        /**
         * Send a message
         * @description Takes a draft as JSON, or a message that the caller has made itself as `message/rfc822`, whose recipients are those of its To and Cc. `202` says that the message is durable: what becomes of it, recipient by recipient, is told by `GET`, by events and by webhooks.
         *
         *     The same request under the same `Idempotency-Key` is answered by the same message, however often it comes, and marked by `Idempotency-Replayed: true`. With `dry_run=true` every check is made and nothing sent; no key is needed then.
         */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send many messages
         * @description Each is sent as if it had come alone: some may be refused while others are sent. Repeat the whole batch under its key where an answer is lost: what was sent is not sent again.
         */
        post: operations["sendMessageBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a message
         * @description How it stands, recipient by recipient.
         */
        get: operations["getMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Send a scheduled message at another time
         * @description While its time has not come it may be moved, earlier or later.
         */
        patch: operations["rescheduleMessage"];
        trace?: never;
    };
    "/v1/messages/{id}/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The message as it was submitted
         * @description Its exact bytes. A message with a virus is not handed out.
         */
        get: operations["getMessageRaw"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the recipients of a message
         * @description In the order in which they were named.
         */
        get: operations["listRecipients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The life of a message
         * @description What happened to it, when, and to whom, the oldest first: as far as it is the sender's business.
         */
        get: operations["listTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the receipts of a message
         * @description Every receipt and notice about the message, the oldest first, whether or not its holder has kept it in the mailbox. A page may hold fewer than `limit` where documents are large.
         */
        get: operations["listReceipts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/receipts/{receipt}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a receipt
         * @description What it says, and whether its signature holds.
         */
        get: operations["getReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/receipts/{receipt}/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The receipt as a mail message
         * @description Its exact bytes, as its provider has signed them.
         */
        get: operations["getReceiptRaw"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/receipts/{receipt}/daticert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * daticert.xml of a receipt
         * @description The certification data (RFC 6109 §4.4), decoded, as they stand in the receipt. An ordinary notice has none.
         */
        get: operations["getReceiptDaticert"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The evidence about a message
         * @description A ZIP file with the documents byte for byte, the events of the log with proofs, time stamps, certificates and a readable summary, signed by the provider: what concerns the party, and nothing of anybody else's mailbox. Anyone can verify it offline. The log remembers for whom it was made, and the SHA-256 of the file. Each request makes a new one.
         */
        get: operations["getEvidence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/messages/{uid}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The evidence about a message that was received
         * @description A ZIP file with the documents byte for byte, the events of the log with proofs, time stamps, certificates and a readable summary, signed by the provider: what concerns the party, and nothing of anybody else's mailbox. Anyone can verify it offline. The log remembers for whom it was made, and the SHA-256 of the file. Each request makes a new one.
         */
        get: operations["getMailboxMessageEvidence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify a file
         * @description Says of an evidence bundle (.zip), a PEC document (.eml), a sealed day (.p7m), a head of a log or a time stamp what holds and what does not, by the authorities that this provider trusts. Nothing of the file is kept. What it is, its content tells. Up to 64 MiB; for larger files there is `ceralacca verify`.
         */
        post: operations["createVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call a scheduled message off
         * @description Either it is never sent, or the answer is 409 and it is: never both. Asked again, the answer is the same.
         */
        post: operations["cancelMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List uploads
         * @description The uploads of this client, complete or not, in the order of their ids.
         */
        get: operations["listUploads"];
        put?: never;
        /**
         * Begin an upload
         * @description Says what file will come; PATCH brings its octets, in as many parts as it takes. Once it is complete, messages attach it by its id. The same file, declared once more, is the same upload: it goes on where it was.
         */
        post: operations["createUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an upload
         * @description Also by HEAD: `Upload-Offset` says where to go on after a connection has broken.
         */
        get: operations["getUpload"];
        put?: never;
        post?: never;
        /**
         * Remove an upload
         * @description Messages that have attached it keep what they have.
         */
        delete: operations["deleteUpload"];
        options?: never;
        head?: never;
        /**
         * Upload the next part
         * @description `Upload-Offset` must be the offset that the upload has. What is answered is on the disk; what has come when a connection breaks stays. With the last octet the SHA-256 of the whole is checked: where it is wrong, the upload is void. An upload that has all of its octets and is still open (the provider was cut off before the check) is completed by an empty part.
         */
        patch: operations["appendUpload"];
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The events of the feed, oldest first
         * @description The feed keeps events for 30 months. Ask again with `next` for what has come since: it is never null, and each consumer keeps its own. A page may be short or empty though `has_more` is true, where the filter leaves little of what was looked at.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The events of the feed as they come
         * @description Server-sent events: `id` is the cursor, `event` the type, `data` the event as JSON. Begins behind Last-Event-ID, or else behind `after`, or else with what is still to come. A comment comes every 15 seconds where nothing else does. The stream ends when the credentials do: connect again.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One event
         * @description As it stands in the feed: one of the mailboxes that you are bound to.
         */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks
         * @description Those of this client that are told of nothing but the mailboxes to which the credentials are bound; the oldest first.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Be told of events
         * @description Events that happen from now on are sent to the URL by POST, signed as Standard Webhooks 1.0.0 says. The secret is shown this once. A client has 50 webhooks at the most.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a webhook
         * @description Its secrets are not shown again: make another where one was lost.
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook
         * @description Nothing is delivered to it any more, and what waited is not sent.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description What is left out stays as it is.
         */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/v1/webhooks/{id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a new secret
         * @description For a time deliveries are signed with the older secrets as well. The new one is shown this once.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop deliveries
         * @description What happens meanwhile is delivered when the webhook is enabled again.
         */
        post: operations["disableWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with deliveries
         * @description They go on where they had stopped.
         */
        post: operations["enableWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a webhook out
         * @description Sends an event of the type `webhook.test` now, also to a webhook that is disabled, and answers with what the endpoint has said.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have events delivered once more
         * @description The events that fit the webhook, in their order, beside what is new; the ids are those that they had. What is left of a replay before is left out.
         */
        post: operations["replayWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was delivered, and what came of it
         * @description The latest 1,000 attempts, the latest first.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The mailboxes to which these credentials are bound
         * @description By address. Credentials that are bound to a domain show all of its mailboxes.
         */
        get: operations["listMailboxes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A mailbox: its usage and its settings
         * @description The ETag is that of the settings: what arrives does not change it.
         */
        get: operations["getMailbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the settings of a mailbox
         * @description What is absent stays as it is. Whoever takes ordinary mail gets spam as well: nobody has certified it. The size of the mailbox is for the provider to set.
         */
        patch: operations["changeMailbox"];
        trace?: never;
    };
    "/v1/mailboxes/{address}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How full a mailbox is
         * @description A full mailbox refuses what comes: its senders get a notice of non-delivery.
         */
        get: operations["getMailboxUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/folders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The folders of a mailbox
         * @description In the order in which they were made; the first six are there from the start.
         */
        get: operations["listFolders"];
        put?: never;
        /**
         * Make a folder
         * @description The folders within which it lies are made too.
         */
        post: operations["makeFolder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/folders/{folder}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a folder with its messages
         * @description Folders within it stay. The provider can bring the messages back for some days.
         */
        delete: operations["removeFolder"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages in a mailbox, the newest first
         * @description In the order of their UIDs. Where filters match rarely a page may hold few messages or none: the list has ended where `next` is null. To take every new message once, use a consumer.
         */
        get: operations["listMailboxMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/messages/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A message, opened
         * @description Of an envelope the certified facts, and the message in it with its texts and attachments. Reading marks nothing as seen.
         */
        get: operations["getMailboxMessage"];
        put?: never;
        post?: never;
        /**
         * Delete a message
         * @description For good, as seen from here. The provider can bring it back until the instant of the answer; it counts for the quota no more. What proves a message is kept elsewhere.
         */
        delete: operations["deleteMailboxMessage"];
        options?: never;
        head?: never;
        /**
         * Mark or move a message
         * @description What is absent stays as it is. A message that is moved has the UID of the answer.
         */
        patch: operations["changeMailboxMessage"];
        trace?: never;
    };
    "/v1/mailboxes/{address}/messages/{uid}/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The exact bytes of a message
         * @description With envelope and signature, as the mailbox holds it: this is what proves something.
         */
        get: operations["getMailboxMessageRaw"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/messages/{uid}/original": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The exact bytes of the message in an envelope
         * @description postacert.eml, of transport envelopes and anomaly envelopes.
         */
        get: operations["getMailboxMessageOriginal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/messages/{uid}/attachments/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The bytes of an attachment
         * @description Decoded. The type that the sender claims stands in the message's `content_type`; here it is always application/octet-stream, so that no browser opens what a stranger sent.
         */
        get: operations["getMailboxAttachment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/messages/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark, move or delete many messages
         * @description Whoever else has changed them meanwhile is not asked. Where the call fails some may be changed already; it can be sent again.
         */
        post: operations["actOnMailboxMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/consumers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The client's consumers of a mailbox
         * @description By name, each with how many messages it has not taken yet.
         */
        get: operations["listConsumers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/consumers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a consumer is
         * @description Its cursor, and how many messages it has not taken yet.
         */
        get: operations["getConsumer"];
        /**
         * Make a consumer, or change what it takes
         * @description A consumer takes the messages of a mailbox in the order of their arrival, and remembers how far it is. It belongs to the client. Consumers take nothing away from one another, and change no flags.
         */
        put: operations["putConsumer"];
        post?: never;
        /**
         * Remove a consumer
         * @description Nothing happens to the messages.
         */
        delete: operations["deleteConsumer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/consumers/{name}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The next messages of a consumer
         * @description Those behind its cursor, in the order of arrival. The same again until the cursor is moved. What was deleted before it was fetched is left out.
         */
        get: operations["listConsumerMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/consumers/{name}/cursor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a consumer
         * @description Behind the last message that was processed; or back, to take messages again.
         */
        post: operations["moveConsumer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/app-passwords": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The app passwords of a mailbox
         * @description There are 50 at the most. The passwords themselves are kept nowhere.
         */
        get: operations["listAppPasswords"];
        put?: never;
        /**
         * Make an app password
         * @description Only for accounts with a second factor, which the provider sets. The password is shown in this answer and never again: where the answer is lost, delete it and make another.
         */
        post: operations["addAppPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailboxes/{address}/app-passwords/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an app password
         * @description Nobody logs in with it any more; sessions that are open end by themselves.
         */
        delete: operations["revokeAppPassword"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/directory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The edition of the providers' index that is in use
         * @description The authority signs the index of all providers (RFC 6109 §4.5); its SHA-256 is in every answer of the directory.
         */
        get: operations["getDirectory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/directory/domains/{domain}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether a domain is certified
         * @description Which provider keeps its mailboxes, as of the edition that is in use.
         */
        get: operations["getDirectoryDomain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/directory/addresses/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether an address is certified
         * @description By its domain: whether there is such a mailbox only a message shows.
         */
        get: operations["getDirectoryAddress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/directory/lookups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether addresses are certified
         * @description Many at once, all of them by one edition. Changes nothing.
         */
        post: operations["lookUpAddresses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the sandbox
         * @description For `test_` keys: the time there, and the recipients with whom something always happens.
         */
        get: operations["getSandbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let time pass
         * @description Moves the clock of the sandbox on. Everything that falls due meanwhile happens in its order and bears its instant; the answer comes when it has. Everybody in the sandbox has the same clock. It moves forward alone, and 400 days in all.
         */
        post: operations["advanceSandboxClock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox/mailboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a mailbox
         * @description In the domain of the sandbox, and one that your credentials are bound to. One that is there stays as it is.
         */
        post: operations["openSandboxMailbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox/inbound": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a message come in
         * @description From the simulated other provider, or as ordinary mail, to one of your mailboxes.
         */
        post: operations["receiveInSandbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description The OpenAPI 3.1 document of this provider.
         */
        get: operations["getOpenApiDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The reference as a page
         * @description Made of the same document, for people; headings in English or Italian.
         */
        get: operations["getReference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the types of problems
         * @description All of them. Their names never change their meaning; new ones may be added.
         */
        get: operations["listProblemTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/problems/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Explain a type of problem
         * @description What `type` of a problem document refers to.
         */
        get: operations["getProblemType"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
/** See docs/openapi.json. */
export interface webhooks {
    "message.scheduled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The message is held, and will be sent later. */
        post: operations["receiveMessageScheduled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.rescheduled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The message will be sent at another instant. */
        post: operations["receiveMessageRescheduled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.cancelled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The scheduled message was called off. */
        post: operations["receiveMessageCancelled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.schedule_failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The scheduled message could not be sent. */
        post: operations["receiveMessageScheduleFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.accepted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The message was accepted; its sending is certain. */
        post: operations["receiveMessageAccepted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The message broke a formal rule, and was not sent. */
        post: operations["receiveMessageRefused"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.virus": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A virus was found in the message. */
        post: operations["receiveMessageVirus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.taken_in_charge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The recipient's provider answers for the message. */
        post: operations["receiveMessageTakenInCharge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.delivered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The message lies in the recipient's mailbox. */
        post: operations["receiveMessageDelivered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.overdue_12h": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Nothing was heard of the recipient for 12 hours. */
        post: operations["receiveMessageOverdue12h"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.timed_out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Nothing was heard of the recipient for 24 hours: it counts as not delivered. */
        post: operations["receiveMessageTimedOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The message was not delivered to the recipient. */
        post: operations["receiveMessageFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.external_handed_over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A recipient's ordinary mail server took the message. */
        post: operations["receiveMessageExternalHandedOver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.receipt_issued": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A receipt or notice of this provider lies in the mailbox. */
        post: operations["receiveMessageReceiptIssued"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "mailbox.message_received": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A message has come into the mailbox; not for receipts. */
        post: operations["receiveMailboxMessageReceived"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sent when a test is asked for; nothing has happened. */
        post: operations["receiveWebhookTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
/** See docs/openapi.json. */
export interface components {
    schemas: {
        MessageScheduledEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.scheduled";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description The message is held, and will be sent later. */
            data: {
                /**
                 * Format: date-time
                 * @description When it is to be sent.
                 * @example 2026-11-22T08:00:00.000Z
                 */
                send_at: string;
                subject: string;
                /** @description All recipients. */
                recipients: {
                    /** @example bruno@beta.example */
                    address: string;
                    /** @description Whether receipts will come for it. */
                    certified: boolean;
                }[];
            };
        };
        MessageRescheduledEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.rescheduled";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description The message will be sent at another instant. */
            data: {
                /**
                 * Format: date-time
                 * @description When it is to be sent.
                 * @example 2026-11-22T08:00:00.000Z
                 */
                send_at: string;
            };
        };
        MessageCancelledEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.cancelled";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description The scheduled message was called off. */
            data: Record<string, never>;
        };
        MessageScheduleFailedEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.schedule_failed";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description The scheduled message could not be sent. */
            data: {
                reason: components["schemas"]["EventReason"];
            };
        };
        EventReason: {
            /**
             * @description Stable; for programs.
             * @example no-dest
             */
            code: string;
            /** @description For people; may be empty. */
            detail: string;
        };
        MessageAcceptedEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.accepted";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description The message was accepted; its sending is certain. */
            data: {
                /** @description All recipients. */
                recipients: {
                    /** @example bruno@beta.example */
                    address: string;
                    /** @description Whether receipts will come for it. */
                    certified: boolean;
                }[];
            };
        };
        MessageRefusedEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.refused";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description The message broke a formal rule, and was not sent. */
            data: {
                reason: components["schemas"]["EventReason"];
            };
        };
        MessageVirusEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.virus";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description A virus was found in the message. */
            data: {
                /**
                 * @description For whom another provider has found it; null where it was not sent at all.
                 * @example bruno@beta.example
                 */
                recipient: string | null;
                /** @description The provider that says so. */
                provider: string | null;
                /** @description What was found. */
                description: string;
                /**
                 * @description Message-ID of the receipt or notice that proves it.
                 * @example <opec2026112209300001@beta.example>
                 */
                receipt: string | null;
            };
        };
        MessageTakenInChargeEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.taken_in_charge";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description The recipient's provider answers for the message. */
            data: {
                /**
                 * @description The recipient that it is about.
                 * @example bruno@beta.example
                 */
                recipient: string;
                /** @description The provider that says so. */
                provider: string;
                /**
                 * @description Message-ID of the receipt or notice that proves it.
                 * @example <opec2026112209300001@beta.example>
                 */
                receipt: string;
            };
        };
        MessageDeliveredEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.delivered";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description The message lies in the recipient's mailbox. */
            data: {
                /**
                 * @description The recipient that it is about.
                 * @example bruno@beta.example
                 */
                recipient: string;
                /** @description The provider that says so. */
                provider: string;
                /**
                 * @description Message-ID of the receipt or notice that proves it.
                 * @example <opec2026112209300001@beta.example>
                 */
                receipt: string;
            };
        };
        MessageOverdue12hEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.overdue_12h";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description Nothing was heard of the recipient for 12 hours. */
            data: {
                /**
                 * @description The recipient that it is about.
                 * @example bruno@beta.example
                 */
                recipient: string;
            };
        };
        MessageTimedOutEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.timed_out";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description Nothing was heard of the recipient for 24 hours: it counts as not delivered. */
            data: {
                /**
                 * @description The recipient that it is about.
                 * @example bruno@beta.example
                 */
                recipient: string;
            };
        };
        MessageFailedEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.failed";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description The message was not delivered to the recipient. */
            data: {
                /**
                 * @description The recipient that it is about.
                 * @example bruno@beta.example
                 */
                recipient: string;
                /** @description The provider that says so; null where the message could not be handed over. */
                provider: string | null;
                reason: components["schemas"]["EventReason"];
                /**
                 * @description null where the notice is still to be issued: message.receipt_issued follows.
                 * @example <opec2026112209300001@beta.example>
                 */
                receipt: string | null;
            };
        };
        MessageExternalHandedOverEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.external_handed_over";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description A recipient's ordinary mail server took the message. */
            data: {
                /**
                 * @description The recipient that it is about.
                 * @example bruno@beta.example
                 */
                recipient: string;
                /** @description The host name of that server. */
                hop: string;
            };
        };
        MessageReceiptIssuedEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.receipt_issued";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description A receipt or notice of this provider lies in the mailbox. */
            data: {
                /**
                 * @description null for the receipt that answers the submission.
                 * @example bruno@beta.example
                 */
                recipient: string | null;
                /**
                 * @description Message-ID of the receipt or notice that proves it.
                 * @example <opec2026112209300001@beta.example>
                 */
                receipt: string;
            };
        };
        MailboxMessageReceivedEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "mailbox.message_received";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description A message has come into the mailbox; not for receipts. */
            data: {
                /** @description Its number in the mailbox. */
                uid: number;
                /**
                 * @description Certified mail, or ordinary mail in the envelope of an anomaly.
                 * @enum {string}
                 */
                kind: "certified" | "anomaly";
                subject: string;
                /** @description Octets. */
                size: number;
                message_id: string;
                /** @description The identificativo of the certified message. */
                pec_id: string | null;
            };
        };
        WebhookTestEvent: {
            /**
             * @description Never given twice; of an event of the feed it is a cursor, too.
             * @example evt_48213
             */
            id: string;
            /** @enum {string} */
            type: "webhook.test";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The mailbox, in lower case. */
            mailbox: string | null;
            /** @description The id of the message; null where it is about none that was sent. */
            message: string | null;
            /** @description Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the order of the feed. A gap shows that an event is missing. */
            sequence: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /** @description Sent when somebody asks for a test delivery; nothing has happened. */
            data: {
                /** @description The webhook that is tried out. */
                webhook: string;
            };
        };
        Me: {
            client: {
                /** @example gestionale */
                id: string;
                /** @example Gestionale S.r.l. */
                name: string;
            };
            /**
             * @description `live`: what you do has effects. `test`: it happens in the sandbox.
             * @enum {string}
             */
            mode: "live" | "test";
            /**
             * @description What you may do now: an access token may do less than its credential.
             * @example [
             *       "messages:send",
             *       "messages:read",
             *       "events:read"
             *     ]
             */
            scopes: ("messages:read" | "messages:send" | "evidence:read" | "verifications:create" | "mailboxes:read" | "mailboxes:write" | "settings:write" | "directory:read" | "events:read" | "webhooks:read" | "webhooks:write" | "keys:read" | "keys:write" | "sandbox:write")[];
            credential: components["schemas"]["Credential"];
            /** @description How many requests you may make in how many seconds. */
            rate: {
                /** @example 600 */
                requests: number;
                /** @example 60 */
                window_seconds: number;
            };
        };
        Credential: {
            /** @example k7f3q9w2e5r8t6y4 */
            id: string;
            /** @enum {string} */
            kind: "api_key" | "assertion_key" | "certificate";
            /**
             * @description What you call it.
             * @example Contabilità
             */
            name: string;
            /** @enum {string} */
            mode: "live" | "test";
            /**
             * @description What it may do: a resource and a verb each.
             * @example [
             *       "messages:send",
             *       "messages:read",
             *       "events:read"
             *     ]
             */
            scopes: ("messages:read" | "messages:send" | "evidence:read" | "verifications:create" | "mailboxes:read" | "mailboxes:write" | "settings:write" | "directory:read" | "events:read" | "webhooks:read" | "webhooks:write" | "keys:read" | "keys:write" | "sandbox:write")[];
            /**
             * @description The mailboxes that it may use; *@domain stands for all of a domain.
             * @example [
             *       "fatture@alfa.example"
             *     ]
             */
            mailboxes: string[];
            /**
             * @description Null: it works from everywhere.
             * @example [
             *       "192.0.2.0/24"
             *     ]
             */
            networks: (string)[] | null;
            /** @description Whether it has not expired. */
            works: boolean;
            /**
             * Format: date-time
             * @description Null: it does not expire.
             * @example 2026-11-22T08:00:00.000Z
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description A credential, or `operator`. */
            created_by: string;
            /**
             * Format: date-time
             * @description To the minute; null: never.
             * @example 2026-11-22T08:00:00.000Z
             */
            last_used_at: string | null;
            /** @description The last four characters of an API key. */
            hint: string | null;
            /** @description The key that it has taken over from. */
            replaces: string | null;
            /**
             * @description The public key of an assertion key.
             * @example {
             *       "kty": "OKP",
             *       "crv": "Ed25519",
             *       "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
             *     }
             */
            jwk: ({
                kty: string;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description Of a certificate in DER. */
            certificate_sha256: string | null;
        };
        Problem: {
            /**
             * @description Identifies the kind of problem; never changes its meaning.
             * @example /v1/problems/invalid-content
             */
            type: string;
            /** @description The kind of problem, in the caller's language. */
            title: string;
            /** @description The status of the answer. */
            status: number;
            /** @description What is the matter, and the remedy. */
            detail: string;
            /** @description The request: urn:uuid:… of its X-Request-Id. */
            instance: string;
            /** @description The things that are wrong, one by one. */
            errors?: {
                /** @description A field of the body (RFC 6901). */
                pointer?: string;
                /** @description A parameter of path or query. */
                parameter?: string;
                /** @description A header field. */
                header?: string;
                /** @description What is wrong with it, and the remedy. */
                detail: string;
            }[];
        };
        NewCredential: components["schemas"]["Credential"] & {
            /**
             * @description The API key itself: it is shown this once, and kept nowhere. Null for other kinds, whose secrets you have.
             * @example null
             */
            secret: string | null;
        };
        CredentialWish: components["schemas"]["ApiKeyWish"] | components["schemas"]["AssertionKeyWish"] | components["schemas"]["CertificateWish"];
        ApiKeyWish: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "api_key";
            /**
             * @description What you call it: a line.
             * @example Contabilità
             */
            name: string;
            /**
             * @description What it may do: a resource and a verb each.
             * @example [
             *       "messages:send",
             *       "messages:read",
             *       "events:read"
             *     ]
             */
            scopes: ("messages:read" | "messages:send" | "evidence:read" | "verifications:create" | "mailboxes:read" | "mailboxes:write" | "settings:write" | "directory:read" | "events:read" | "webhooks:read" | "webhooks:write" | "keys:read" | "keys:write" | "sandbox:write")[];
            /**
             * @description The mailboxes that it may use; *@domain stands for all of a domain.
             * @example [
             *       "fatture@alfa.example"
             *     ]
             */
            mailboxes: string[];
            /**
             * @description From where alone it works.
             * @example [
             *       "192.0.2.0/24"
             *     ]
             */
            networks?: (string)[];
            /**
             * Format: date-time
             * @example 2026-11-22T08:00:00.000Z
             */
            expires_at?: string;
        };
        AssertionKeyWish: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "assertion_key";
            /**
             * @description The public key as a JSON Web Key (RFC 7517): EC P-256, Ed25519, or RSA of at least 2048 bits.
             * @example {
             *       "kty": "OKP",
             *       "crv": "Ed25519",
             *       "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
             *     }
             */
            jwk: {
                kty: string;
            } & {
                [key: string]: unknown;
            };
            /**
             * @description What you call it: a line.
             * @example Contabilità
             */
            name: string;
            /**
             * @description What it may do: a resource and a verb each.
             * @example [
             *       "messages:send",
             *       "messages:read",
             *       "events:read"
             *     ]
             */
            scopes: ("messages:read" | "messages:send" | "evidence:read" | "verifications:create" | "mailboxes:read" | "mailboxes:write" | "settings:write" | "directory:read" | "events:read" | "webhooks:read" | "webhooks:write" | "keys:read" | "keys:write" | "sandbox:write")[];
            /**
             * @description The mailboxes that it may use; *@domain stands for all of a domain.
             * @example [
             *       "fatture@alfa.example"
             *     ]
             */
            mailboxes: string[];
            /**
             * @description From where alone it works.
             * @example [
             *       "192.0.2.0/24"
             *     ]
             */
            networks?: (string)[];
            /**
             * Format: date-time
             * @example 2026-11-22T08:00:00.000Z
             */
            expires_at?: string;
        };
        /** @description The certificate is the one that the connection shows. */
        CertificateWish: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "certificate";
            /**
             * @description What you call it: a line.
             * @example Contabilità
             */
            name: string;
            /**
             * @description What it may do: a resource and a verb each.
             * @example [
             *       "messages:send",
             *       "messages:read",
             *       "events:read"
             *     ]
             */
            scopes: ("messages:read" | "messages:send" | "evidence:read" | "verifications:create" | "mailboxes:read" | "mailboxes:write" | "settings:write" | "directory:read" | "events:read" | "webhooks:read" | "webhooks:write" | "keys:read" | "keys:write" | "sandbox:write")[];
            /**
             * @description The mailboxes that it may use; *@domain stands for all of a domain.
             * @example [
             *       "fatture@alfa.example"
             *     ]
             */
            mailboxes: string[];
            /**
             * @description From where alone it works.
             * @example [
             *       "192.0.2.0/24"
             *     ]
             */
            networks?: (string)[];
            /**
             * Format: date-time
             * @example 2026-11-22T08:00:00.000Z
             */
            expires_at?: string;
        };
        Rotation: {
            /**
             * @description For how long the old key works beside the new one.
             * @default 24
             */
            overlap_hours: number;
        };
        Token: {
            /** @description Opaque; good for 10 minutes. */
            access_token: string;
            /** @enum {string} */
            token_type: "Bearer";
            /**
             * @description Seconds.
             * @example 600
             */
            expires_in: number;
            /** @example messages:send messages:read */
            scope: string;
        };
        OAuthError: {
            /** @enum {string} */
            error: "invalid_request" | "invalid_client" | "unsupported_grant_type" | "invalid_scope" | "slow_down";
            /** @description What is the matter, for developers. */
            error_description: string;
        };
        TokenRequest: {
            /** @example client_credentials */
            grant_type: string;
            /** @example urn:ietf:params:oauth:client-assertion-type:jwt-bearer */
            client_assertion_type?: string;
            /** @description A JWT signed with an assertion key of the client: iss and sub are its id, aud the issuer or this endpoint, exp at most 10 minutes ahead, iat, and a jti of its own. kid names the credential where there are several. */
            client_assertion?: string;
            client_id?: string;
            /**
             * @description Scopes, separated by blanks; all of the credential where it is absent.
             * @example messages:send messages:read
             */
            scope?: string;
        };
        AuthorizationServerMetadata: {
            issuer: string;
            token_endpoint: string;
            grant_types_supported: string[];
            response_types_supported: string[];
            token_endpoint_auth_methods_supported: string[];
            token_endpoint_auth_signing_alg_values_supported: string[];
            scopes_supported: ("messages:read" | "messages:send" | "evidence:read" | "verifications:create" | "mailboxes:read" | "mailboxes:write" | "settings:write" | "directory:read" | "events:read" | "webhooks:read" | "webhooks:write" | "keys:read" | "keys:write" | "sandbox:write")[];
            service_documentation: string;
        };
        DryRun: {
            would_be_accepted: boolean;
            /** @description Why it would be refused. */
            faults: {
                /** @description A field of the draft (RFC 6901). */
                pointer?: string;
                /** @description A header field of the message. */
                header?: string;
                /** @description What is wrong, by which rule, and the remedy. */
                detail: string;
            }[];
            recipients: {
                /** @example bruno@beta.example */
                address: string;
                /** @description Whether receipts will come of its provider. */
                certified: boolean;
                /** @description The provider of its domain. */
                provider: string | null;
            }[];
            /** @description Octets of the message. */
            size: number;
            /** @description What RFC 6109 §3.1.1 limits, in octets. */
            budget: {
                size_times_recipients: number;
                limit: number;
                remaining: number;
            };
            /** @description What does not keep the message from being sent. */
            warnings: {
                /** @example bruno@beta.example */
                address: string;
                detail: string;
            }[];
        };
        Message: {
            /**
             * @description The id of a message: what stands before the @ of its `pec_id`.
             * @example 01KAM5Z8Q0W3N7X2V9T4R6B1C8
             */
            id: string;
            /**
             * @description The identificativo (RFC 6109 §2.2.1), as it stands in every receipt.
             * @example 01KAM5Z8Q0W3N7X2V9T4R6B1C8@gestore.alfa.example
             */
            pec_id: string;
            /** @example fatture@alfa.example */
            mailbox: string;
            /**
             * @description `scheduled`: it will be sent at `send_at`. `cancelled`: it was called off before. `failed`: it could not be sent when its time had come. `accepted`: the acceptance receipt follows from it. `refused`: it broke a formal rule, or `virus`: it holds one; the notice of non-acceptance follows.
             * @example accepted
             * @enum {string}
             */
            state: "scheduled" | "cancelled" | "failed" | "accepted" | "refused" | "virus";
            /** @description Why it is `refused`, `virus` or `failed`. */
            refusal: {
                /**
                 * @description The rule that was broken.
                 * @example sender-mismatch
                 * @enum {string}
                 */
                code: "from-missing" | "from-invalid" | "to-missing" | "to-invalid" | "sender-mismatch" | "recipient-mismatch" | "bcc-present" | "too-large" | "virus" | "mailbox-closed" | "content-refused" | "key-reused";
                /** @description What it is about: an address, a limit, a virus. */
                detail: string;
            } | null;
            /** @example Fattura n. 42 */
            subject: string;
            /**
             * @description Octets, as it was submitted.
             * @example 4211
             */
            size: number;
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference: string | null;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description When it was submitted or scheduled.
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Since when the provider answers for it; null before it is sent.
             * @example 2026-11-22T08:00:00.000Z
             */
            submitted_at: string | null;
            /**
             * Format: date-time
             * @description When it is, or was, to be sent; null where it was sent at once.
             * @example 2026-11-22T08:00:00.000Z
             */
            send_at: string | null;
            /**
             * @description What delivery receipts enclose (RFC 6109 §3.3.2).
             * @enum {string}
             */
            receipt_type: "complete" | "brief" | "synthetic";
            recipients: components["schemas"]["Recipient"][];
        };
        Recipient: {
            /** @example bruno@beta.example */
            address: string;
            /** @description Whether its domain is that of a PEC provider. */
            certified: boolean;
            /**
             * @description `not_sent`: the message is scheduled, or was never accepted. `external`: the recipient is not certified, no receipt will come. A delivery receipt that comes after a timeout has the last word.
             * @example delivered
             * @enum {string}
             */
            state: "not_sent" | "in_transit" | "taken_in_charge" | "delivered" | "overdue_12h" | "timed_out" | "failed" | "virus" | "external";
            /** @description Why it is `failed` or `virus`; null otherwise. */
            reason: {
                /**
                 * @description `errore` of daticert.xml (RFC 6109 §4.4).
                 * @enum {string}
                 */
                code: "no-dest" | "no-dominio" | "virus" | "altro";
                /** @description A status code or words of the other side. */
                detail: string;
            } | null;
            /**
             * Format: date-time
             * @description Since when it is in this state.
             * @example 2026-11-22T08:00:00.000Z
             */
            updated_at: string;
            /**
             * @description The provider that has issued a receipt for it; null before the first one.
             * @example Gestore Beta
             */
            provider: string | null;
        };
        MessageDraft: {
            from: components["schemas"]["Correspondent"];
            to: components["schemas"]["Correspondent"][];
            cc?: components["schemas"]["Correspondent"][];
            reply_to?: components["schemas"]["Correspondent"];
            /** @example Fattura n. 42 */
            subject: string;
            /**
             * @description The text, without any form.
             * @example In allegato la fattura.
             */
            text?: string;
            /** @description The text as HTML. With `text` beside it, readers show one of both. */
            html?: string;
            attachments?: components["schemas"]["Attachment"][];
            /**
             * @description What delivery receipts enclose (RFC 6109 §3.3.2): the whole message, which is what there is unless asked otherwise, the digests of its attachments, or nothing of it.
             * @enum {string}
             */
            receipt_type?: "complete" | "brief" | "synthetic";
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference?: string;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata?: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description Not before this instant, at most a year ahead. An instant that has passed is now.
             * @example 2026-11-22T08:00:00.000Z
             */
            send_at?: string;
        };
        /**
         * @description A mail address, or an object with an address and a name.
         * @example bruno@beta.example
         */
        Correspondent: string | {
            /** @example fatture@alfa.example */
            address: string;
            /** @example Bruno Bianchi */
            name?: string;
        };
        Attachment: {
            /**
             * @description What recipients see; it names nothing here.
             * @example fattura 2026-0042.pdf
             */
            filename: string;
            /**
             * @description Of the kinds multipart and message (RFC 2046 §5.2.1) a file goes along as application/octet-stream.
             * @example application/pdf
             */
            content_type: string;
            /**
             * Format: byte
             * @description The file in base64, at most 8 MiB of it: upload what is larger.
             * @example JVBERi0xLjQK
             */
            content: string;
        } | {
            /**
             * @description What recipients see; it names nothing here.
             * @example fattura 2026-0042.pdf
             */
            filename?: string;
            /**
             * @description Of the kinds multipart and message (RFC 2046 §5.2.1) a file goes along as application/octet-stream.
             * @example application/pdf
             */
            content_type?: string;
            /**
             * @description The id of the upload.
             * @example 9f86d081884c7d659a2feaa0c55ad015
             */
            upload: string;
        };
        BatchResult: {
            /** @description In the order of the messages. */
            results: {
                /**
                 * @description As if the message had been sent alone.
                 * @example 202
                 */
                status: number;
                /** @description Whether it had been sent before. */
                replayed: boolean;
                message: components["schemas"]["Message"] & (Record<string, never> | null);
                problem: components["schemas"]["Problem"] & (Record<string, never> | null);
            }[];
        };
        MessageBatch: {
            messages: components["schemas"]["BatchedDraft"][];
        };
        BatchedDraft: {
            from: components["schemas"]["Correspondent"];
            to: components["schemas"]["Correspondent"][];
            cc?: components["schemas"]["Correspondent"][];
            reply_to?: components["schemas"]["Correspondent"];
            /** @example Fattura n. 42 */
            subject: string;
            /**
             * @description The text, without any form.
             * @example In allegato la fattura.
             */
            text?: string;
            /** @description The text as HTML. With `text` beside it, readers show one of both. */
            html?: string;
            attachments?: components["schemas"]["Attachment"][];
            /**
             * @description What delivery receipts enclose (RFC 6109 §3.3.2): the whole message, which is what there is unless asked otherwise, the digests of its attachments, or nothing of it.
             * @enum {string}
             */
            receipt_type?: "complete" | "brief" | "synthetic";
            /**
             * @description The caller's own name for the message; comes back in every event.
             * @example fattura-2026-0042
             */
            reference?: string;
            /** @description Up to 20 texts of the caller's own; they come back in every event. */
            metadata?: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description Not before this instant, at most a year ahead. An instant that has passed is now.
             * @example 2026-11-22T08:00:00.000Z
             */
            send_at?: string;
            /**
             * @description Unless given it is the key of the batch, a slash and the index: `lotto-7/0`.
             * @example fattura-2026-0042
             */
            idempotency_key?: string;
        };
        TimelineStep: {
            /**
             * Format: date-time
             * @example 2026-11-22T08:00:00.000Z
             */
            at: string;
            /**
             * @description What happened.
             * @example outgoing.delivered
             */
            event: string;
            /**
             * @description The same in words, in the language of the request.
             * @example Delivery receipt came to the sender
             */
            text: string;
            /** @description Whom it concerns in particular. */
            recipients: string[];
            /** @description Which other provider has said so. */
            provider: string | null;
            /** @description What else there is to know; may be foreign text. */
            detail: string;
            /** @description Message-ID of the document that this is about, with its angle brackets. */
            message_id: string | null;
            /**
             * @description The rule that it follows.
             * @example RFC 6109 §3.3.2
             */
            rule: string | null;
        };
        Receipt: {
            /**
             * @description The id of a receipt of this message.
             * @example r1042
             */
            id: string;
            /**
             * @description What it says. `delivery_status` is an ordinary notice about a recipient who is not certified: nobody has signed it.
             * @example delivery
             * @enum {string}
             */
            kind: "acceptance" | "non_acceptance" | "taken_in_charge" | "delivery" | "non_delivery" | "overdue_12h" | "overdue_24h" | "virus_detection" | "delivery_status";
            /**
             * @description The value of X-Ricevuta; null for an ordinary notice.
             * @example avvenuta-consegna
             * @enum {string|null}
             */
            ricevuta: "accettazione" | "non-accettazione" | "presa-in-carico" | "avvenuta-consegna" | "errore-consegna" | "preavviso-errore-consegna" | "rilevazione-virus" | null;
            /**
             * @description Message-ID with its angle brackets, as events name it.
             * @example <opec29.20261122.1042@gestore.beta.example>
             */
            message_id: string;
            /**
             * Format: date-time
             * @description `data` of daticert.xml.
             * @example 2026-11-22T08:00:00.000Z
             */
            issued_at: string;
            /**
             * @description Who has issued it.
             * @example Gestore Beta
             */
            provider: string;
            /** @description The recipients that it is about; none where it is about the whole message. */
            recipients: string[];
            /**
             * @description `errore` of daticert.xml; null for `nessuno`.
             * @enum {string|null}
             */
            error: "no-dest" | "no-dominio" | "virus" | "altro" | null;
            /** @description `errore-esteso`, in Italian. */
            error_detail: string | null;
            /**
             * @description Octets of the document.
             * @example 5120
             */
            size: number;
            /** @description SHA-256 in lower-case hexadecimal. */
            sha256: string;
            /** @description Null where it is not signed. */
            signature: {
                /**
                 * @description The address in the certificate.
                 * @example posta-certificata@gestore.beta.example
                 */
                signer: string;
                /** @description Whether the bytes that are kept are those that were signed, by a certificate that was trusted when they came. The evidence bundle has what proves it. */
                valid: boolean;
            } | null;
            /** @description Where its bytes are. */
            links: {
                /** @example /v1/messages/01KAM5Z8/receipts/r1042/raw */
                raw: string;
                daticert: string | null;
            };
        };
        Verification: {
            /**
             * @description What the file is by its content: an evidence bundle, a document of PEC, a sealed day of the log, a head of a log, a time stamp, or nothing that can be verified.
             * @example bundle
             * @enum {string}
             */
            kind: "bundle" | "message" | "day" | "heads" | "stamp" | "unknown";
            /**
             * @description The worst of all.
             * @example holds
             * @enum {string}
             */
            verdict: "holds" | "fails" | "unknown";
            /**
             * Format: date-time
             * @example 2026-11-22T08:00:00.000Z
             */
            verified_at: string;
            /** @description At most 1,000, what fails first. */
            claims: {
                /**
                 * @example signature
                 * @enum {string}
                 */
                claim: "readable" | "form" | "signature" | "signer" | "revocation" | "daticert" | "original" | "stamped" | "listed" | "enclosed" | "about" | "log-key" | "head" | "in-log" | "log-consistent" | "agrees" | "complete" | "contiguous";
                /** @description The claim in words, in the caller's language. */
                text: string;
                /** @description What it is claimed of; may be foreign text. */
                subject: string;
                /**
                 * @description `unknown`: the file neither shows nor refutes it.
                 * @example holds
                 * @enum {string}
                 */
                verdict: "holds" | "fails" | "unknown";
                /** @description Why, in English; may hold foreign text. */
                detail: string;
                /**
                 * Format: date-time
                 * @description The instant that it is about, if any.
                 * @example 2026-11-22T08:00:00.000Z
                 */
                at: string | null;
            }[];
            /** @description Claims beyond those that are shown. */
            omitted: number;
        };
        Reschedule: {
            /**
             * Format: date-time
             * @description When it is to be sent instead: in the future, at most a year ahead.
             * @example 2026-11-22T08:00:00.000Z
             */
            send_at: string;
        };
        Upload: {
            /**
             * @description The id of the upload.
             * @example 9f86d081884c7d659a2feaa0c55ad015
             */
            id: string;
            /**
             * @description What recipients see; it names nothing here.
             * @example fattura 2026-0042.pdf
             */
            filename: string;
            /** @example application/pdf */
            content_type: string;
            /**
             * @description Octets of the whole file.
             * @example 5242880
             */
            size: number;
            /** @description SHA-256 in lower-case hexadecimal. */
            sha256: string;
            /** @description Octets that are there; the next one goes here. */
            offset: number;
            /**
             * @description Messages can attach what is complete.
             * @enum {string}
             */
            state: "open" | "complete";
            /**
             * Format: date-time
             * @description When it is removed unless it changes again.
             * @example 2026-11-22T08:00:00.000Z
             */
            expires_at: string;
        };
        NewUpload: {
            /**
             * @description What recipients see; it names nothing here.
             * @example fattura 2026-0042.pdf
             */
            filename: string;
            /** @example application/pdf */
            content_type: string;
            /**
             * @description Octets of the whole file.
             * @example 5242880
             */
            size: number;
            /** @description SHA-256 of the whole file, in lower-case hexadecimal: checked once it is there. */
            sha256: string;
        };
        EventPage: {
            data: components["schemas"]["Event"][];
            /**
             * @description Hand it in as `after`, now or later.
             * @example evt_48213
             */
            next: string;
            /** @description Whether asking at once is worth it. */
            has_more: boolean;
        };
        Event: components["schemas"]["MessageScheduledEvent"] | components["schemas"]["MessageRescheduledEvent"] | components["schemas"]["MessageCancelledEvent"] | components["schemas"]["MessageScheduleFailedEvent"] | components["schemas"]["MessageAcceptedEvent"] | components["schemas"]["MessageRefusedEvent"] | components["schemas"]["MessageVirusEvent"] | components["schemas"]["MessageTakenInChargeEvent"] | components["schemas"]["MessageDeliveredEvent"] | components["schemas"]["MessageOverdue12hEvent"] | components["schemas"]["MessageTimedOutEvent"] | components["schemas"]["MessageFailedEvent"] | components["schemas"]["MessageExternalHandedOverEvent"] | components["schemas"]["MessageReceiptIssuedEvent"] | components["schemas"]["MailboxMessageReceivedEvent"];
        WebhookWithSecret: {
            /**
             * @description The webhook.
             * @example wh4k2j9x7q1m8n5p3z
             */
            id: string;
            /**
             * @description Called with POST. Begins with https://, and leads to the public internet.
             * @example https://gestionale.example/pec
             */
            url: string;
            /** @description For people. */
            description: string;
            /** @description null for all. */
            types: components["schemas"]["EventType"][] | null;
            mailboxes: string[];
            /** @enum {string} */
            status: "enabled" | "disabled";
            /**
             * @description `gone`: the endpoint has answered 410. `failing`: for three days it took nothing. `owner`: somebody has asked for it. null while it is enabled.
             * @enum {string|null}
             */
            disabled_reason: "gone" | "failing" | "owner" | null;
            /**
             * Format: date-time
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The credential. */
            created_by: string;
            /** @description Deliveries are signed with all of them: check the one that you have. */
            secrets: components["schemas"]["WebhookSecret"][];
            /** @description Checks the signatures `v1` (HMAC-SHA256): whsec_ and 32 octets in base64. It is shown this once. */
            secret: string;
        };
        /**
         * @description What has happened. New types may be added: leave alone what you do not know.
         * @enum {string}
         */
        EventType: "message.scheduled" | "message.rescheduled" | "message.cancelled" | "message.schedule_failed" | "message.accepted" | "message.refused" | "message.virus" | "message.taken_in_charge" | "message.delivered" | "message.overdue_12h" | "message.timed_out" | "message.failed" | "message.external_handed_over" | "message.receipt_issued" | "mailbox.message_received";
        WebhookSecret: {
            /** @description 1 for the first, counting up. */
            generation: number;
            /**
             * Format: date-time
             * @description Until when deliveries are signed with it; null for the latest one.
             * @example 2026-11-22T08:00:00.000Z
             */
            until: string | null;
            /** @description Checks the signatures `v1a` (Ed25519): whpk_ and 32 octets in base64. */
            public_key: string;
        };
        NewWebhook: {
            /**
             * @description Called with POST. Begins with https://, and leads to the public internet.
             * @example https://gestionale.example/pec
             */
            url: string;
            /** @description For people. */
            description?: string;
            /** @description Only these; all of them unless said, also those to come. */
            types?: components["schemas"]["EventType"][];
            /** @description Only what concerns these; all to which the credentials are bound unless said. `*@domain` means all mailboxes of a domain. */
            mailboxes?: string[];
        };
        Webhook: {
            /**
             * @description The webhook.
             * @example wh4k2j9x7q1m8n5p3z
             */
            id: string;
            /**
             * @description Called with POST. Begins with https://, and leads to the public internet.
             * @example https://gestionale.example/pec
             */
            url: string;
            /** @description For people. */
            description: string;
            /** @description null for all. */
            types: components["schemas"]["EventType"][] | null;
            mailboxes: string[];
            /** @enum {string} */
            status: "enabled" | "disabled";
            /**
             * @description `gone`: the endpoint has answered 410. `failing`: for three days it took nothing. `owner`: somebody has asked for it. null while it is enabled.
             * @enum {string|null}
             */
            disabled_reason: "gone" | "failing" | "owner" | null;
            /**
             * Format: date-time
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /** @description The credential. */
            created_by: string;
            /** @description Deliveries are signed with all of them: check the one that you have. */
            secrets: components["schemas"]["WebhookSecret"][];
        };
        WebhookChange: {
            /**
             * @description Called with POST. Begins with https://, and leads to the public internet.
             * @example https://gestionale.example/pec
             */
            url?: string;
            /** @description For people. */
            description?: string;
            /** @description null for all. */
            types?: components["schemas"]["EventType"][] | null;
            mailboxes?: string[];
        };
        SecretRotation: {
            /**
             * @description Hours for which deliveries are signed with the older secrets as well.
             * @default 24
             */
            overlap_hours: number;
        };
        WebhookTestResult: {
            /** @description Whether the status was 200 to 299. */
            delivered: boolean;
            /** @description Of the answer; null where none came. */
            status: number | null;
            /** @description Why none came; null where one did. */
            error: string | null;
            duration_ms: number;
        };
        WebhookReplay: {
            /**
             * @description The id of an event or the `next` of a page: what comes behind it. An instant: what has happened since. `latest`: what is still to come.
             * @example evt_48213
             */
            from: string | "latest";
            /**
             * @description The last event, or an instant; all that there are unless said.
             * @example evt_48213
             */
            until?: string | "latest";
        };
        WebhookDelivery: {
            /**
             * @description The id of the event.
             * @example evt_48213
             */
            event: string;
            /** @description 1 for the first. */
            attempt: number;
            /**
             * Format: date-time
             * @example 2026-11-22T08:00:00.000Z
             */
            at: string;
            /** @description Whether the status was 200 to 299. */
            delivered: boolean;
            /** @description Of the answer; null where none came. */
            status: number | null;
            /** @description Why none came; null where one did. */
            error: string | null;
            duration_ms: number;
        };
        Mailbox: {
            /** @example fatture@alfa.example */
            address: string;
            /**
             * @description A disabled mailbox neither sends nor receives, and its messages are not shown.
             * @enum {string}
             */
            status: "open" | "disabled";
            usage: components["schemas"]["MailboxUsage"];
            /** @description How many there are. */
            folders: number;
            ordinary_mail: components["schemas"]["OrdinaryMail"];
            /**
             * @description Where receipts arrive.
             * @example INBOX
             */
            receipts_folder: string;
            /** @description Whether mail programs must log in with app passwords. */
            second_factor: boolean;
        };
        MailboxUsage: {
            /** @description Octets of all messages. */
            used: number;
            /** @description Octets that the mailbox may hold: the provider's choice. */
            quota: number;
        };
        OrdinaryMail: {
            /**
             * @description `refuse`: it is turned away while the sender's server is on the line. `accept`: it comes into INBOX in an anomaly envelope. `folder`: into a folder of its own.
             * @enum {string}
             */
            policy: "refuse" | "accept" | "folder";
            /**
             * @description Where it comes with the policy `folder`; null with the others.
             * @example INBOX
             */
            folder: string | null;
        };
        MailboxSettings: {
            ordinary_mail?: {
                /**
                 * @description `refuse`: it is turned away while the sender's server is on the line. `accept`: it comes into INBOX in an anomaly envelope. `folder`: into a folder of its own.
                 * @enum {string}
                 */
                policy: "refuse" | "accept" | "folder";
                /**
                 * @description With the policy `folder`, and with no other. It is made when mail comes.
                 * @example INBOX
                 */
                folder?: string;
            };
            /**
             * @description Where receipts arrive from now on. It is made when the first one comes.
             * @example INBOX
             */
            receipts_folder?: string;
        };
        Folder: {
            /** @description Its number; stays when it is renamed. */
            id: number;
            /**
             * @description The name of a folder; `/` stands between it and the folder within which it lies.
             * @example INBOX
             */
            name: string;
            /** @description How many messages lie in it. */
            messages: number;
            /** @description How many of them are unread. */
            unseen: number;
            /** @description Octets of its messages. */
            size: number;
        };
        NewFolder: {
            /**
             * @description The name of a folder; `/` stands between it and the folder within which it lies.
             * @example INBOX
             */
            name: string;
        };
        RemovedFolder: {
            /**
             * Format: date-time
             * @description Until when the provider can bring its messages back.
             * @example 2026-11-22T08:00:00.000Z
             */
            restorable_until: string;
        };
        MailboxMessage: {
            /** @description Its UID. A message that is moved gets another one. */
            uid: number;
            /**
             * @description Stays when the message is moved; copies share it (EMAILID, RFC 8474).
             * @example M17
             */
            email_id: string;
            /**
             * @description The name of a folder; `/` stands between it and the folder within which it lies.
             * @example INBOX
             */
            folder: string;
            /**
             * @description `certified`: a transport envelope. `anomaly`: mail that is not certified, in an anomaly envelope. `acceptance` … `virus_detection`: receipts and notices of PEC. `delivery_status`: a report of an ordinary server. `quota_warning`: the mailbox is nearly full. `sent`: what the holder has sent, as filed by the provider. `appended`: what a program has put there.
             * @example certified
             * @enum {string}
             */
            kind: "certified" | "anomaly" | "acceptance" | "non_acceptance" | "taken_in_charge" | "delivery" | "non_delivery" | "overdue" | "virus_detection" | "delivery_status" | "quota_warning" | "sent" | "appended";
            /** @description The identificativo of the certified message that it is or is about. */
            pec_id: string | null;
            subject: string;
            /** @description Who has written it: of an envelope, the sender of the message in it. */
            sender: string | null;
            /** @description The first words. */
            preview: string;
            /** @description Octets, envelope and all. */
            size: number;
            /**
             * Format: date-time
             * @example 2026-11-22T08:00:00.000Z
             */
            received_at: string;
            seen: boolean;
            flagged: boolean;
            answered: boolean;
            /** @description Keywords of IMAP; those of the provider begin with `$Pec`. */
            keywords: string[];
            /** @description For If-Match. */
            etag: string;
        };
        OpenedMailboxMessage: {
            /** @description Its UID. A message that is moved gets another one. */
            uid: number;
            /**
             * @description Stays when the message is moved; copies share it (EMAILID, RFC 8474).
             * @example M17
             */
            email_id: string;
            /**
             * @description The name of a folder; `/` stands between it and the folder within which it lies.
             * @example INBOX
             */
            folder: string;
            /**
             * @description `certified`: a transport envelope. `anomaly`: mail that is not certified, in an anomaly envelope. `acceptance` … `virus_detection`: receipts and notices of PEC. `delivery_status`: a report of an ordinary server. `quota_warning`: the mailbox is nearly full. `sent`: what the holder has sent, as filed by the provider. `appended`: what a program has put there.
             * @example certified
             * @enum {string}
             */
            kind: "certified" | "anomaly" | "acceptance" | "non_acceptance" | "taken_in_charge" | "delivery" | "non_delivery" | "overdue" | "virus_detection" | "delivery_status" | "quota_warning" | "sent" | "appended";
            /** @description The identificativo of the certified message that it is or is about. */
            pec_id: string | null;
            subject: string;
            /** @description Who has written it: of an envelope, the sender of the message in it. */
            sender: string | null;
            /** @description The first words. */
            preview: string;
            /** @description Octets, envelope and all. */
            size: number;
            /**
             * Format: date-time
             * @example 2026-11-22T08:00:00.000Z
             */
            received_at: string;
            seen: boolean;
            flagged: boolean;
            answered: boolean;
            /** @description Keywords of IMAP; those of the provider begin with `$Pec`. */
            keywords: string[];
            /** @description For If-Match. */
            etag: string;
            certified: components["schemas"]["CertifiedFacts"];
            /** @description Of an envelope the message in it, and of everything else the document itself. */
            content: {
                message_id: string | null;
                /**
                 * Format: date-time
                 * @description As the sender's program says.
                 * @example 2026-11-22T08:00:00.000Z
                 */
                date: string | null;
                from: components["schemas"]["MailAddress"][];
                reply_to: components["schemas"]["MailAddress"][];
                to: components["schemas"]["MailAddress"][];
                cc: components["schemas"]["MailAddress"][];
                subject: string;
                /** @description The text; of a message in HTML alone, what it shows. */
                text: string | null;
                /** @description The HTML, made safe: nothing in it runs, fetches or covers anything. Images of the message itself have the path of the attachment, and need credentials. Null for none, and for one that nests too deeply. */
                html: string | null;
                /** @description What was taken out of the HTML. */
                html_removed: ("active_content" | "remote_content" | "forms" | "styles")[];
                /** @description Whether only the first MiB of a text is shown; `/original` has all of it. */
                truncated: boolean;
                /** @description The first 1000. */
                attachments: components["schemas"]["InboundAttachment"][];
            };
        };
        /** @description What the document's daticert.xml says; null for everything without one. */
        CertifiedFacts: {
            /** @description Whether the provider has verified the signature when the document arrived, or has signed it itself. False for what a program has put into the mailbox. */
            verified: boolean;
            /** @description identificativo */
            pec_id: string;
            /**
             * @description `certified`: a transport envelope. `anomaly`: mail that is not certified, in an anomaly envelope. `acceptance` … `virus_detection`: receipts and notices of PEC. `delivery_status`: a report of an ordinary server. `quota_warning`: the mailbox is nearly full. `sent`: what the holder has sent, as filed by the provider. `appended`: what a program has put there.
             * @example certified
             * @enum {string}
             */
            kind: "certified" | "anomaly" | "acceptance" | "non_acceptance" | "taken_in_charge" | "delivery" | "non_delivery" | "overdue" | "virus_detection" | "delivery_status" | "quota_warning" | "sent" | "appended";
            /** @description gestore-emittente: who has issued the document. */
            provider: string;
            /**
             * Format: date-time
             * @description data: the instant that the document certifies.
             * @example 2026-11-22T08:00:00.000Z
             */
            at: string;
            /** @description mittente; empty where it is not told. */
            sender: string;
            /** @description destinatari */
            recipients: {
                address: string;
                certified: boolean;
            }[];
            /** @description risposte; empty for none. */
            reply_to: string;
            /** @description oggetto */
            subject: string;
            /** @description msgid: of the original message. */
            message_id: string | null;
            /** @enum {string|null} */
            receipt_type: "complete" | "brief" | "synthetic" | null;
            /** @description consegna: the recipient whom a delivery or a failure concerns. */
            delivered_to: string | null;
            /** @description ricezione */
            taken_in_charge_for: string[];
            error: {
                /**
                 * @description errore
                 * @example no-dest
                 */
                code: string;
                /** @description errore-esteso */
                detail: string | null;
            } | null;
        } | null;
        MailAddress: {
            address: string;
            /** @description Empty for none. */
            name: string;
        };
        InboundAttachment: {
            /** @description 1, 2, 3 …: its place in the path. */
            index: number;
            filename: string | null;
            /** @description As the sender says. */
            content_type: string;
            /** @description Octets, decoded. */
            size: number;
            /** @description SHA-256 in lower-case hexadecimal. */
            sha256: string;
            /** @description Whether it is meant to be shown in the text. */
            inline: boolean;
            content_id: string | null;
            /** @description Where its bytes are, under this server. */
            url: string;
        };
        MailboxMessageChange: {
            seen?: boolean;
            flagged?: boolean;
            /** @description All keywords that it shall bear. */
            keywords?: string[];
            /**
             * @description Where it shall lie; it gets another UID there.
             * @example INBOX
             */
            folder?: string;
        };
        DeletedMailboxMessage: {
            uid: number;
            /**
             * Format: date-time
             * @description Until when the provider can bring it back.
             * @example 2026-11-22T08:00:00.000Z
             */
            restorable_until: string;
        };
        MailboxActionResults: {
            results: {
                uid: number;
                /**
                 * @description `missing`: there is no message with this UID any more.
                 * @enum {string}
                 */
                outcome: "done" | "missing";
                /** @description The UID under which it lies now; null where it lies nowhere. */
                uid_now: number | null;
            }[];
        };
        MailboxAction: components["schemas"]["MarkMessages"] | components["schemas"]["MoveMessages"] | components["schemas"]["DeleteMessages"];
        MarkMessages: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "mark";
            uids: number[];
            seen?: boolean;
            flagged?: boolean;
            add_keywords?: string[];
            remove_keywords?: string[];
        };
        MoveMessages: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "move";
            uids: number[];
            /**
             * @description The name of a folder; `/` stands between it and the folder within which it lies.
             * @example INBOX
             */
            folder: string;
        };
        DeleteMessages: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "delete";
            uids: number[];
        };
        Consumers: {
            /** @description By name; there are 100 at the most. */
            data: components["schemas"]["Consumer"][];
        };
        Consumer: {
            /**
             * @description What the client calls it.
             * @example protocollo
             */
            name: string;
            /**
             * @description Null for the whole mailbox, and for a folder that is gone.
             * @example INBOX
             */
            folder: string | null;
            /** @description Whether its folder has been removed: nothing comes any more. PUT another one. */
            folder_gone: boolean;
            kinds: ("certified" | "anomaly" | "acceptance" | "non_acceptance" | "taken_in_charge" | "delivery" | "non_delivery" | "overdue" | "virus_detection" | "delivery_status" | "quota_warning" | "sent" | "appended")[];
            /** @description The place of a message among the arrivals. Opaque. */
            cursor: string;
            /** @description How many messages lie before it; no more than 10000 are counted. */
            lag: number;
            /**
             * Format: date-time
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its cursor was last moved.
             * @example 2026-11-22T08:00:00.000Z
             */
            moved_at: string | null;
        };
        ConsumerWish: {
            /**
             * @description Only what comes into this folder, also by moving. Absent: what arrives in the mailbox, each message once, wherever it is moved.
             * @example INBOX
             */
            folder?: string;
            /** @description Which kinds of messages; absent: `certified` and `anomaly`. */
            kinds?: ("certified" | "anomaly" | "acceptance" | "non_acceptance" | "taken_in_charge" | "delivery" | "non_delivery" | "overdue" | "virus_detection" | "delivery_status" | "quota_warning" | "sent" | "appended")[];
            /**
             * @description Where a new consumer begins. One that exists stays where it is.
             * @default now
             * @enum {string}
             */
            from: "now" | "beginning";
        };
        ConsumerMessages: {
            data: {
                /** @description Move the consumer there once the message has been processed. */
                cursor: string;
                message: components["schemas"]["MailboxMessage"];
            }[];
            /** @description Whether there are more behind these. */
            more: boolean;
        };
        ConsumerMove: {
            /** @description The cursor of the last message that was processed, or an earlier one to take messages again; null for the beginning. */
            after: string | null;
        };
        AppPasswords: {
            data: components["schemas"]["AppPassword"][];
        };
        AppPassword: {
            id: number;
            /**
             * @description What the holder calls it, once in an account.
             * @example Thunderbird in ufficio
             */
            name: string;
            /**
             * @description `read`: IMAP and POP3. `send`: SMTP. `both`: all of them.
             * @enum {string}
             */
            scope: "read" | "send" | "both";
            /**
             * @description From where alone it works; null for everywhere.
             * @example [
             *       "192.0.2.0/24"
             *     ]
             */
            networks: (string)[] | null;
            /**
             * Format: date-time
             * @example 2026-11-22T08:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Null for never.
             * @example 2026-11-22T08:00:00.000Z
             */
            expires_at: string | null;
        };
        GivenAppPassword: components["schemas"]["AppPassword"] & {
            /** @description Shown once. */
            password: string;
        };
        NewAppPassword: {
            /**
             * @description What the holder calls it, once in an account.
             * @example Thunderbird in ufficio
             */
            name: string;
            /**
             * @description `read`: IMAP and POP3. `send`: SMTP. `both`: all of them.
             * @enum {string}
             */
            scope: "read" | "send" | "both";
            /**
             * @example [
             *       "192.0.2.0/24"
             *     ]
             */
            networks?: (string)[];
            /**
             * Format: date-time
             * @description Ten years from now at the most.
             * @example 2026-11-22T08:00:00.000Z
             */
            expires_at?: string;
        };
        DirectoryEdition: {
            /** @description SHA-256 of the index (LDIF): the same digest means the same answers. */
            digest: string;
            /** @description Operating environments of providers. */
            providers: number;
            /** @description Certified domains. */
            domains: number;
            /**
             * Format: date-time
             * @description When the authority has signed it; null where the provider keeps a plain file.
             * @example 2026-11-22T08:00:00.000Z
             */
            signed_at: string | null;
            /**
             * Format: date-time
             * @description When it was last fetched and found good; null for a plain file.
             * @example 2026-11-22T08:00:00.000Z
             */
            fetched_at: string | null;
        };
        DirectoryDomain: {
            /** @example beta.example */
            domain: string;
            /** @description Whether it is a certified domain: whoever sends there gets receipts. */
            certified: boolean;
            /** @description Who keeps the domain's mailboxes; null for nobody. */
            provider: {
                name: string;
                /** @description The name of a secondary operating environment; null for the main one. */
                unit: string | null;
            } | null;
            directory: components["schemas"]["DirectoryEdition"] & unknown;
        };
        DirectoryAddress: {
            /** @example fatture@alfa.example */
            address: string;
            /** @example beta.example */
            domain: string;
            /** @description Whether it is a certified domain: whoever sends there gets receipts. */
            certified: boolean;
            /** @description Who keeps the domain's mailboxes; null for nobody. */
            provider: {
                name: string;
                /** @description The name of a secondary operating environment; null for the main one. */
                unit: string | null;
            } | null;
            directory: components["schemas"]["DirectoryEdition"] & unknown;
        };
        DirectoryAnswers: {
            data: {
                /** @example fatture@alfa.example */
                address: string;
                /** @example beta.example */
                domain: string;
                /** @description Whether it is a certified domain: whoever sends there gets receipts. */
                certified: boolean;
                /** @description Who keeps the domain's mailboxes; null for nobody. */
                provider: {
                    name: string;
                    /** @description The name of a secondary operating environment; null for the main one. */
                    unit: string | null;
                } | null;
            }[];
            directory: components["schemas"]["DirectoryEdition"] & unknown;
        };
        DirectoryQuestion: {
            addresses: string[];
        };
        Sandbox: {
            /**
             * Format: date-time
             * @description The time in the sandbox.
             * @example 2026-11-22T08:00:00.000Z
             */
            now: string;
            /**
             * @description By how much its clock is ahead of everybody else's.
             * @example 86400
             */
            ahead_seconds: number;
            /**
             * @description The domain of your mailboxes there.
             * @example ceralacca.test
             */
            domain: string;
            /**
             * @description The domain of the simulated other provider.
             * @example altro.test
             */
            other_domain: string;
            /**
             * @description PEM of the authority whose certificates sign there: what receipts and evidence of the sandbox are verified by. Trust it for nothing else.
             * @example -----BEGIN CERTIFICATE-----
             *     MIIB…
             *     -----END CERTIFICATE-----
             */
            authority: string;
            /** @description Recipients with whom something always happens. */
            recipients: components["schemas"]["MagicRecipient"][];
        };
        MagicRecipient: {
            /** @example overdue@altro.test */
            address: string;
            /** @description What happens to messages to it, in the language of the request. */
            outcome: string;
        };
        ClockAdvance: {
            /**
             * @description A duration of ISO 8601 in days, hours, minutes and seconds.
             * @example PT24H
             */
            advance: string;
        };
        SandboxMailbox: {
            /** @example fatture@alfa.example */
            address: string;
        };
        ReceivedMessage: {
            /** @description The identificativo that the other provider gave it; null for ordinary mail. */
            pec_id: string | null;
        };
        InboundMessage: {
            /**
             * @description From a holder of the other provider, or ordinary mail.
             * @enum {string}
             */
            kind: "certified" | "ordinary";
            /**
             * @description Certified: an address of the other provider, `delivered@` of it where absent. Ordinary: any other address, `mittente@esterno.example` where absent.
             * @example fatture@alfa.example
             */
            from?: string;
            /** @example fatture@alfa.example */
            to: string;
            /** @example Prova */
            subject: string;
            /** @example Buongiorno. */
            text: string;
        };
        ProblemType: {
            /** @example /v1/problems/not-found */
            type: string;
            /** @example 404 */
            status: number;
            /** @example There is no such thing */
            title: string;
            /** @description What to do about it. */
            remedy: string;
        };
    };
    responses: {
        /** @description A problem (RFC 9457): see `GET /v1/problems`. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
/** See docs/openapi.json. */
export type $defs = Record<string, never>;
/** See docs/openapi.json. */
export interface operations {
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You, as your credentials say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listCredentials: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `next` of the page before. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of credentials. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Credential"][];
                        /** @description Hand it in as `after` for the next page; null where this is the last one. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    createCredential: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialWish"];
            };
        };
        responses: {
            /** @description The credential, with its secret. */
            201: {
                headers: {
                    /** @description The credential. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewCredential"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    revokeCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It works no more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    rotateCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rotation"];
            };
        };
        responses: {
            /** @description The new key, with its secret. */
            201: {
                headers: {
                    /** @description The credential. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewCredential"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description A token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description The request is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description The assertion is wrong, or its client may not. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description Too many requests, of the client or of those in its network without a token. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getAuthorizationServerMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metadata. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationServerMetadata"];
                };
            };
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Who has sent it. */
                mailbox?: string;
                /** @description `scheduled`: it will be sent at `send_at`. `cancelled`: it was called off before. `failed`: it could not be sent when its time had come. `accepted`: the acceptance receipt follows from it. `refused`: it broke a formal rule, or `virus`: it holds one; the notice of non-acceptance follows. */
                state?: "scheduled" | "cancelled" | "failed" | "accepted" | "refused" | "virus";
                /** @description One of its recipients. */
                recipient?: string;
                /** @description How it stands for `recipient`, or for any of its recipients. */
                recipient_state?: "not_sent" | "in_transit" | "taken_in_charge" | "delivered" | "overdue_12h" | "timed_out" | "failed" | "virus" | "external";
                /** @description The caller's own name for the message; comes back in every event. */
                reference?: string;
                /** @description Part of the subject, in upper or lower case. */
                subject?: string;
                /** @description Not submitted or scheduled before. */
                from?: string;
                /** @description Submitted or scheduled before this. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of messages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Message"][];
                        /** @description Hand it in as `after` for the next page; null where this is the last one. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    sendMessage: {
        parameters: {
            query?: {
                /** @description Only say what would become of it: nothing is sent, nothing recorded. */
                dry_run?: "true" | "false";
                /** @description Of message/rfc822 alone: the mailbox that sends it. */
                mailbox?: string;
                /** @description Of message/rfc822 alone: the caller's own name for the message. */
                reference?: string;
                /** @description Of message/rfc822 alone: the caller's own texts, as a JSON object. */
                metadata?: string;
                /** @description Of message/rfc822 alone: not before this instant, at most a year ahead. */
                send_at?: string;
            };
            header?: {
                /** @description The caller's own name for this request, 1 to 255 characters of printable ASCII. It is remembered for as long as the message is: thirty months. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageDraft"];
                "message/rfc822": string;
            };
        };
        responses: {
            /** @description With `dry_run=true`: what would become of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRun"];
                };
            };
            /** @description The message, as it is now. */
            202: {
                headers: {
                    Location: string;
                    /** @description The same request had come before: nothing new was sent. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    sendMessageBatch: {
        parameters: {
            query?: never;
            header: {
                /** @description The caller's own name for this request, 1 to 255 characters of printable ASCII. It is remembered for as long as the message is: thirty months. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageBatch"];
            };
        };
        responses: {
            /** @description What became of each of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResult"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a message: what stands before the @ of its `pec_id`. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message. */
            200: {
                headers: {
                    /** @description Changes whenever the answer does. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    rescheduleMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a message: what stands before the @ of its `pec_id`. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reschedule"];
            };
        };
        responses: {
            /** @description The message with its new time. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getMessageRaw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a message: what stands before the @ of its `pec_id`. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message. */
            200: {
                headers: {
                    /** @description Changes whenever the answer does. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "message/rfc822": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listRecipients: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description `not_sent`: the message is scheduled, or was never accepted. `external`: the recipient is not certified, no receipt will come. A delivery receipt that comes after a timeout has the last word. */
                state?: "not_sent" | "in_transit" | "taken_in_charge" | "delivered" | "overdue_12h" | "timed_out" | "failed" | "virus" | "external";
            };
            header?: never;
            path: {
                /** @description The id of a message: what stands before the @ of its `pec_id`. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of recipients. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Recipient"][];
                        /** @description Hand it in as `after` for the next page; null where this is the last one. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listTimeline: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `next` of the page before. */
                after?: string;
            };
            header?: never;
            path: {
                /** @description The id of a message: what stands before the @ of its `pec_id`. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of steps. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["TimelineStep"][];
                        /** @description Hand it in as `after` for the next page; null where this is the last one. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listReceipts: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Only the receipt with this Message-ID, as events name it. */
                message_id?: string;
            };
            header?: never;
            path: {
                /** @description The id of a message: what stands before the @ of its `pec_id`. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of receipts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Receipt"][];
                        /** @description Hand it in as `after` for the next page; null where this is the last one. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a message: what stands before the @ of its `pec_id`. */
                id: string;
                /** @description The id of a receipt of this message. */
                receipt: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt. */
            200: {
                headers: {
                    /** @description A receipt never changes, nor does its tag. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getReceiptRaw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a message: what stands before the @ of its `pec_id`. */
                id: string;
                /** @description The id of a receipt of this message. */
                receipt: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt. */
            200: {
                headers: {
                    /** @description A receipt never changes, nor does its tag. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "message/rfc822": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getReceiptDaticert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a message: what stands before the @ of its `pec_id`. */
                id: string;
                /** @description The id of a receipt of this message. */
                receipt: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description daticert.xml. */
            200: {
                headers: {
                    /** @description A receipt never changes, nor does its tag. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getEvidence: {
        parameters: {
            query?: {
                /** @description The party: the sender unless said, or a mailbox of these credentials that is a recipient. */
                for?: string;
            };
            header?: never;
            path: {
                /** @description The id of a message: what stands before the @ of its `pec_id`. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bundle. */
            200: {
                headers: {
                    /** @description SHA-256 of the file (RFC 9530), as the log remembers it. */
                    "Repr-Digest": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getMailboxMessageEvidence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
                /** @description The UID of the message, as IMAP has it. */
                uid: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bundle. */
            200: {
                headers: {
                    /** @description SHA-256 of the file (RFC 9530), as the log remembers it. */
                    "Repr-Digest": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    createVerification: {
        parameters: {
            query?: {
                /** @description What the report is to call the file. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
                "application/zip": string;
                "message/rfc822": string;
            };
        };
        responses: {
            /** @description The verdicts. Also a file of which everything is false is a `200`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    cancelMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a message: what stands before the @ of its `pec_id`. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message, which will not be sent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listUploads: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `next` of the page before. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of uploads. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Upload"][];
                        /** @description Hand it in as `after` for the next page; null where this is the last one. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    createUpload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUpload"];
            };
        };
        responses: {
            /** @description The upload, and how much of it is there already. */
            201: {
                headers: {
                    /** @description Octets that are there. */
                    "Upload-Offset": string;
                    /** @description Octets in all. */
                    "Upload-Length": string;
                    /** @description Where the octets go. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the upload. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The upload as it is now. */
            200: {
                headers: {
                    /** @description Octets that are there. */
                    "Upload-Offset": string;
                    /** @description Octets in all. */
                    "Upload-Length": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    deleteUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the upload. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    appendUpload: {
        parameters: {
            query?: never;
            header: {
                /** @description Where the first octet of the body goes: the offset that the upload has now. */
                "upload-offset": number;
            };
            path: {
                /** @description The id of the upload. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
                "application/partial-upload": string;
            };
        };
        responses: {
            /** @description The upload with this part. */
            200: {
                headers: {
                    /** @description Octets that are there. */
                    "Upload-Offset": string;
                    /** @description Octets in all. */
                    "Upload-Length": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The id of an event or the `next` of a page: what comes behind it. An instant: what has happened since. `latest`: what is still to come. */
                after?: string | "latest";
                /** @description Only these types, separated by commas. */
                types?: string;
                /** @description Only what concerns this mailbox. */
                mailbox?: string;
                /** @description Only what concerns this message. */
                message?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description The id of an event or the `next` of a page: what comes behind it. An instant: what has happened since. `latest`: what is still to come. */
                after?: string | "latest";
                /** @description Only these types, separated by commas. */
                types?: string;
                /** @description Only what concerns this mailbox. */
                mailbox?: string;
                /** @description Only what concerns this message. */
                message?: string;
            };
            header?: {
                /** @description The last `id` that was received. */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Never given twice. As `after` it leads to what comes behind the event; where the event was lost by a restore of the provider, to what has come since the restore. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `next` of the page before. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of webhooks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Webhook"][];
                        /** @description Hand it in as `after` for the next page; null where this is the last one. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            /** @description The webhook and its secret. */
            201: {
                headers: {
                    /** @description Of the settings. */
                    ETag: string;
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook. */
            200: {
                headers: {
                    /** @description Of the settings. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is no more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was seen. */
                "if-match"?: string;
            };
            path: {
                /** @description The webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChange"];
            };
        };
        responses: {
            /** @description The webhook. */
            200: {
                headers: {
                    /** @description Of the settings. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            428: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecretRotation"];
            };
        };
        responses: {
            /** @description The webhook and its new secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    disableWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook. */
            200: {
                headers: {
                    /** @description Of the settings. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    enableWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook. */
            200: {
                headers: {
                    /** @description Of the settings. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTestResult"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    replayWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookReplay"];
            };
        };
        responses: {
            /** @description They will be delivered. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `next` of the page before. */
                after?: string;
            };
            header?: never;
            path: {
                /** @description The webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of attempts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WebhookDelivery"][];
                        /** @description Hand it in as `after` for the next page; null where this is the last one. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listMailboxes: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `next` of the page before. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of mailboxes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Mailbox"][];
                        /** @description Hand it in as `after` for the next page; null where this is the last one. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mailbox. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mailbox"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    changeMailbox: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                address: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailboxSettings"];
            };
        };
        responses: {
            /** @description The mailbox with its new settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mailbox"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            428: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getMailboxUsage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The usage. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxUsage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listFolders: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `next` of the page before. */
                after?: string;
            };
            header?: never;
            path: {
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of folders. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Folder"][];
                        /** @description Hand it in as `after` for the next page; null where this is the last one. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    makeFolder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewFolder"];
            };
        };
        responses: {
            /** @description The folder. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Folder"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    removeFolder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
                /** @description The `id` of the folder. */
                folder: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedFolder"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listMailboxMessages: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Only messages of this folder; absent: of all. */
                folder?: string;
                /** @description Only those that have not been seen, or only those that have. */
                unread?: "true" | "false";
                /** @description `certified`: a transport envelope. `anomaly`: mail that is not certified, in an anomaly envelope. `acceptance` … `virus_detection`: receipts and notices of PEC. `delivery_status`: a report of an ordinary server. `quota_warning`: the mailbox is nearly full. `sent`: what the holder has sent, as filed by the provider. `appended`: what a program has put there. */
                kind?: "certified" | "anomaly" | "acceptance" | "non_acceptance" | "taken_in_charge" | "delivery" | "non_delivery" | "overdue" | "virus_detection" | "delivery_status" | "quota_warning" | "sent" | "appended";
                /** @description Only those with this text: in a header, a text or the name of an attachment; of envelopes, also in the message in them. Case does not matter. */
                q?: string;
                /** @description Only those received then or later. */
                from?: string;
                /** @description Only those received before. */
                until?: string;
            };
            header?: never;
            path: {
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of messages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["MailboxMessage"][];
                        /** @description Hand it in as `after` for the next page; null where this is the last one. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getMailboxMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
                /** @description The UID of the message, as IMAP has it. */
                uid: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message. Its ETag changes with its flags. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenedMailboxMessage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    deleteMailboxMessage: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                address: string;
                /** @description The UID of the message, as IMAP has it. */
                uid: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedMailboxMessage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    changeMailboxMessage: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path: {
                address: string;
                /** @description The UID of the message, as IMAP has it. */
                uid: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailboxMessageChange"];
            };
        };
        responses: {
            /** @description The message as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxMessage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            428: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getMailboxMessageRaw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
                /** @description The UID of the message, as IMAP has it. */
                uid: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message (.eml). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "message/rfc822": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getMailboxMessageOriginal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
                /** @description The UID of the message, as IMAP has it. */
                uid: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The original message (.eml). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "message/rfc822": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getMailboxAttachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
                /** @description The UID of the message, as IMAP has it. */
                uid: number;
                /** @description 1, 2, 3 … */
                index: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The attachment. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    actOnMailboxMessages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailboxAction"];
            };
        };
        responses: {
            /** @description What became of each, in the order of the request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxActionResults"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listConsumers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The consumers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consumers"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getConsumer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
                /** @description What the client calls it. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The consumer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consumer"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    putConsumer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
                /** @description What the client calls it. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsumerWish"];
            };
        };
        responses: {
            /** @description The consumer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consumer"];
                };
            };
            /** @description The consumer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consumer"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    deleteConsumer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
                /** @description What the client calls it. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listConsumerMessages: {
        parameters: {
            query?: {
                limit?: number;
                /** @description Seconds for which the answer may wait where there is nothing yet. */
                wait?: number | null;
            };
            header?: never;
            path: {
                address: string;
                /** @description What the client calls it. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The messages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsumerMessages"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    moveConsumer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
                /** @description What the client calls it. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsumerMove"];
            };
        };
        responses: {
            /** @description The consumer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consumer"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listAppPasswords: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The app passwords, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppPasswords"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    addAppPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAppPassword"];
            };
        };
        responses: {
            /** @description The app password. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GivenAppPassword"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    revokeAppPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getDirectory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The edition. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DirectoryEdition"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getDirectoryDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the index says. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DirectoryDomain"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getDirectoryAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the index says. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DirectoryAddress"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    lookUpAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DirectoryQuestion"];
            };
        };
        responses: {
            /** @description What the index says of each, in the order of the request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DirectoryAnswers"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getSandbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sandbox. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sandbox"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    advanceSandboxClock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClockAdvance"];
            };
        };
        responses: {
            /** @description The sandbox afterwards. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sandbox"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    openSandboxMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SandboxMailbox"];
            };
        };
        responses: {
            /** @description The mailbox is open. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SandboxMailbox"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    receiveInSandbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InboundMessage"];
            };
        };
        responses: {
            /** @description It is on its way to the mailbox. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedMessage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getOpenApiDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getReference: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listProblemTypes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The types. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ProblemType"][];
                    };
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getProblemType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                type: "invalid-request" | "unauthenticated" | "forbidden" | "not-found" | "method-not-allowed" | "not-acceptable" | "conflict" | "gone" | "precondition-failed" | "too-large" | "unsupported-media-type" | "invalid-content" | "idempotency-key-reused" | "precondition-required" | "rate-limited" | "internal" | "unavailable";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The type. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemType"];
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    receiveMessageScheduled: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageScheduledEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMessageRescheduled: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageRescheduledEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMessageCancelled: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageCancelledEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMessageScheduleFailed: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageScheduleFailedEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMessageAccepted: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageAcceptedEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMessageRefused: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageRefusedEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMessageVirus: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageVirusEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMessageTakenInCharge: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageTakenInChargeEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMessageDelivered: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageDeliveredEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMessageOverdue12h: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageOverdue12hEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMessageTimedOut: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageTimedOutEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMessageFailed: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageFailedEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMessageExternalHandedOver: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageExternalHandedOverEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMessageReceiptIssued: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageReceiptIssuedEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveMailboxMessageReceived: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MailboxMessageReceivedEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveWebhookTest: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event; the same whenever it is delivered again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970: believe none that is far from now. */
                "webhook-timestamp": string;
                /** @description Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["WebhookTestEvent"];
            };
        };
        responses: {
            /** @description Nothing shall be delivered here any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is taken; the content is not looked at. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It will be delivered again, over three days. Retry-After is heeded. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
